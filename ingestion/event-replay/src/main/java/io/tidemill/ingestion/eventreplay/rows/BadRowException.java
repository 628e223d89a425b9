package io.tidemill.ingestion.eventreplay.rows;

/** A row that cannot be used; the message says what is wrong with it. */
public final class BadRowException extends Exception {
    private static final long serialVersionUID = 1;

    public BadRowException(String message) {
        super(message);
    }
}
