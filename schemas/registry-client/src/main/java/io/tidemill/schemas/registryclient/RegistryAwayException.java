package io.tidemill.schemas.registryclient;

import java.io.IOException;

/** The registry does not answer, or not now, or not to these credentials: to be asked again. */
public final class RegistryAwayException extends IOException {
    private static final long serialVersionUID = 1L;

    RegistryAwayException(String message) {
        super(message);
    }

    RegistryAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
