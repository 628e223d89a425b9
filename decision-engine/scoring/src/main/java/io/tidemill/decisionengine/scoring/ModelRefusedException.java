package io.tidemill.decisionengine.scoring;

import java.util.Objects;

/** A model that must not serve. Whatever served before goes on serving. */
public final class ModelRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for a machine. */
    public enum Reason {
        /** The artifact cannot be fetched; trying again may help. */
        UNREACHABLE,
        /** The bytes are not those that were registered. */
        CHECKSUM,
        /** The bytes are no artifact, or the model in it is broken. */
        UNREADABLE,
        /** The model uses what the evaluator does not know: another objective, booster or kind of split. */
        UNSUPPORTED,
        /** A newer library wrote it. */
        NEWER_LIBRARY,
        /** It does not give its golden rows the scores that were recorded when it was trained. */
        GOLDEN_ROWS
    }

    private final Reason reason;

    public ModelRefusedException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public ModelRefusedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
