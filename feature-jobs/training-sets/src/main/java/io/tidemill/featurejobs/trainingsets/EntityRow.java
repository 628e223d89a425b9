package io.tidemill.featurejobs.trainingsets;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * One question: what was known of this entity at that instant.
 *
 * @param entity the entity's key, as events have it in their subject
 * @param asOf cut to the millisecond; events at the instant itself are known
 */
public record EntityRow(String entity, Instant asOf) {
    public EntityRow {
        Objects.requireNonNull(entity, "entity");
        asOf = asOf.truncatedTo(ChronoUnit.MILLIS);
    }
}
