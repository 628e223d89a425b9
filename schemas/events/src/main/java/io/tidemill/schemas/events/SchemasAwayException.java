package io.tidemill.schemas.events;

/** The registry of schemas was waited for in vain. It says nothing about the event whose schema was asked for. */
public final class SchemasAwayException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public SchemasAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
