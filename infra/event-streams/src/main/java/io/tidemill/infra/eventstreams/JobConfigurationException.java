package io.tidemill.infra.eventstreams;

/** A setting of a job that is missing or cannot be read; whoever started the job has to act. */
public final class JobConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;

    public JobConfigurationException(String key, String value, String expected) {
        super(message(key, value, expected));
        this.key = key;
    }

    public JobConfigurationException(String key, String value, String expected, Throwable cause) {
        super(message(key, value, expected), cause);
        this.key = key;
    }

    /** The setting's key. */
    public String key() {
        return key;
    }

    private static String message(String key, String value, String expected) {
        return key + " is '" + value + "': expected " + expected;
    }
}
