package io.tidemill.featurejobs.trainingsets;

/** A training set that cannot be made as asked; the message names what is wrong and what was expected. */
public final class InvalidTrainingSetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidTrainingSetException(String message) {
        super(message);
    }
}
