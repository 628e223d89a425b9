package io.tidemill.schemas.registryclient;

/** The registry has answered, and the answer is no. */
public final class RegistryRefusalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    RegistryRefusalException(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Confluent's error code, such as 40403; the HTTP status where the answer has none. */
    public int code() {
        return code;
    }
}
