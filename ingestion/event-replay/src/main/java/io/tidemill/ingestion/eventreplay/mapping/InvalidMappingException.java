package io.tidemill.ingestion.eventreplay.mapping;

/** A mapping that cannot be used; the message begins with the path of the key that is wrong. */
public final class InvalidMappingException extends Exception {
    private static final long serialVersionUID = 1;

    private final String path;

    InvalidMappingException(String path, String problem) {
        super(path + ": " + problem);
        this.path = path;
    }

    /** The key that is wrong, such as {@code data.amount}. */
    public String path() {
        return path;
    }
}
