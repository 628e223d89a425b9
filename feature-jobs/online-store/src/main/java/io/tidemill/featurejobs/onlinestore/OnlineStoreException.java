package io.tidemill.featurejobs.onlinestore;

import java.util.Objects;

/** The store did not do what it was asked; {@link #blame()} says who must act. */
public final class OnlineStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who must act. */
    public enum Blame {
        /** Redis is away, slow, loading or full: try again later. */
        EXTERNAL,
        /** What is stored is not in Feast's format, or Redis refused a command of ours: stop and look. */
        INTERNAL
    }

    private final Blame blame;

    OnlineStoreException(Blame blame, String message, Throwable cause) {
        super(message, cause);
        this.blame = Objects.requireNonNull(blame, "blame");
    }

    public Blame blame() {
        return blame;
    }

    /** Whether the same call may succeed later. */
    public boolean retryable() {
        return blame == Blame.EXTERNAL;
    }
}
