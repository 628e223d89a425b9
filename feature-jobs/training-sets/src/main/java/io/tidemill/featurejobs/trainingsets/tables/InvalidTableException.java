package io.tidemill.featurejobs.trainingsets.tables;

/** A view cannot have its features from its table; the message names what is wrong and what was expected. */
public final class InvalidTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidTableException(String message) {
        super(message);
    }
}
