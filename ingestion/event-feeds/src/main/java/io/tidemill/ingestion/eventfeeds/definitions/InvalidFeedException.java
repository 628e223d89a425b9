package io.tidemill.ingestion.eventfeeds.definitions;

import java.io.IOException;
import java.nio.file.Path;

/** The declaration of a feed that is not valid; the message names the file, the key and what was expected. */
public final class InvalidFeedException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidFeedException(Path file, String problem) {
        super(file + ": " + problem);
    }
}
