package io.tidemill.featurejobs.onlinestore;

/** Stored bytes that are not what Feast writes there. */
final class MalformedValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedValueException(String message) {
        super(message);
    }
}
