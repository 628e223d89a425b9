package io.tidemill.ingestion.lakequality;

import java.time.Instant;
import java.util.Objects;

/**
 * That a person took responsibility for a day.
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
