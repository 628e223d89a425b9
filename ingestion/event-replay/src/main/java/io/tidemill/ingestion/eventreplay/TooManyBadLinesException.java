package io.tidemill.ingestion.eventreplay;

import java.io.IOException;

/** More lines of a file were bad than the caller allows; no event has been handed out. */
public final class TooManyBadLinesException extends IOException {
    private static final long serialVersionUID = 1;

    private final long allowed;

    TooManyBadLinesException(long allowed, BadLine last) {
        super("more than " + allowed + " bad lines; the last is line " + last.line() + ": " + last.reason());
        this.allowed = allowed;
    }

    /** How many were allowed. */
    public long allowed() {
        return allowed;
    }
}
