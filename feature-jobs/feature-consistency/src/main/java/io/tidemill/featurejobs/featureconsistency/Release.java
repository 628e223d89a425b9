package io.tidemill.featurejobs.featureconsistency;

import java.time.Instant;
import java.util.Objects;

/**
 * A person's word that a day is good enough all the same.
 *
 * @param by who
 * @param reason why
 * @param at when
 */
public record Release(String by, String reason, Instant at) {
    public Release {
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(at, "at");
    }
}
