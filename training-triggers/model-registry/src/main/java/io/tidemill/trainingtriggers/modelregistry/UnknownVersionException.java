package io.tidemill.trainingtriggers.modelregistry;

/** There is no such model or version. */
public final class UnknownVersionException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownVersionException(String message) {
        super(message);
    }
}
