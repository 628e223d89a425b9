package io.tidemill.decisionengine.decisions;

/** Feature values cannot be had now; the same call may succeed later. */
public final class FeaturesAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FeaturesAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
