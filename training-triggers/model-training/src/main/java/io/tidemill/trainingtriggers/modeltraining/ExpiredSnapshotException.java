package io.tidemill.trainingtriggers.modeltraining;

/** A run is pinned to a snapshot of the lake that is gone; the message names it. */
public final class ExpiredSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExpiredSnapshotException(String message) {
        super(message);
    }
}
