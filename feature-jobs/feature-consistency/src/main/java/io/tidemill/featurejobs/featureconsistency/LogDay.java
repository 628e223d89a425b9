package io.tidemill.featurejobs.featureconsistency;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;

/**
 * A complete day of the feature log.
 *
 * @param day in UTC
 * @param revision from 1
 * @param notedAt when it was heard of
 */
record LogDay(LocalDate day, int revision, Instant notedAt) {
    LogDay {
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(notedAt, "notedAt");
    }
}
