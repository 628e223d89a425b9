package io.tidemill.decisionengine.rules;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Instants as documents write them. */
final class Instants {
    private Instants() {}

    static Optional<Instant> read(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
