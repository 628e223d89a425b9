package io.tidemill.featurejobs.featureconsistency.comparison;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of the comparison of a row.
 *
 * @param behind for how long an event that is missing had been taken in when the row was served, in milliseconds; 0 where none
 *     was missing that makes a difference
 * @param outcomes of its features, in its order
 */
public record RowOutcome(ServedRow row, long behind, List<Outcome> outcomes) {
    /**
     * One feature.
     *
     * @param cause empty where the value is the recomputed one
     * @param served as it was stored
     * @param recomputed as of the instant of the row, from all events that had happened by then
     */
    public record Outcome(String feature, Optional<Cause> cause, @Nullable Object served, @Nullable Object recomputed) {
        public Outcome {
            Objects.requireNonNull(feature, "feature");
            Objects.requireNonNull(cause, "cause");
        }
    }

    public RowOutcome {
        Objects.requireNonNull(row, "row");
        outcomes = List.copyOf(outcomes);
    }
}
