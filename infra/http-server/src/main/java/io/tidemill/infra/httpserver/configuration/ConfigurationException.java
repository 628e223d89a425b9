package io.tidemill.infra.httpserver.configuration;

/** A setting that cannot be used; the message names the key, the value and what was expected. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
