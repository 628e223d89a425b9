package io.tidemill.ingestion.lakequality.measures;

import java.util.List;
import java.util.Objects;

/**
 * What was found out about one expectation.
 *
 * @param outcome whether it is met
 * @param measure the number that decided: a share, a count or seconds
 * @param observed what was seen, for a person
 * @param offenders ids of some events that break it
 */
public record Finding(Outcome outcome, double measure, String observed, List<String> offenders) {
    /** Whether an expectation is met. The names are stored: never rename one. */
    public enum Outcome {
        /** It is met. */
        PASSED,
        /** It is not met. */
        FAILED,
        /** There is nothing to compare with yet. */
        SKIPPED
    }

    public Finding {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(observed, "observed");
        offenders = List.copyOf(offenders);
    }

    static Finding of(Outcome outcome, double measure, String observed) {
        return new Finding(outcome, measure, observed, List.of());
    }

    static Outcome passedIf(boolean met) {
        return met ? Outcome.PASSED : Outcome.FAILED;
    }
}
