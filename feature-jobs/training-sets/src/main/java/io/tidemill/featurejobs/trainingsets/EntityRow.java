package io.tidemill.featurejobs.trainingsets;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One question: what was known of this entity, or of these together, at that instant.
 *
 * @param keys a value for each join key of the rows, as events have it in their subject or their data
 * @param asOf cut to the millisecond; events at the instant itself are known
 */
public record EntityRow(List<String> keys, Instant asOf) {
    public EntityRow {
        keys = List.copyOf(keys);
        asOf = asOf.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A question about one entity. */
    public EntityRow(String entity, Instant asOf) {
        this(List.of(entity), asOf);
    }

    /**
     * The one entity that is asked about.
     *
     * @throws IllegalStateException if it is several
     */
    public String entity() {
        if (keys.size() != 1) {
            throw new IllegalStateException("the row is about " + keys + ", not about one entity");
        }
        return keys.get(0);
    }
}
