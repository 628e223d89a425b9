package io.tidemill.featurejobs.featureconsistency.report;

import io.tidemill.featurejobs.featureconsistency.comparison.Cause;
import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One feature on one day.
 *
 * @param feature {@code view:feature}
 * @param compared how many values were compared
 * @param equal how many were the recomputed ones
 * @param causes how many of the others have which cause
 * @param examples some of the others, the unexplained ones first
 * @param drift how far what was served is from what the champions that use the feature were trained on
 */
public record FeatureReport(
        String feature, long compared, long equal, Map<Cause, Long> causes, List<Example> examples, List<Drift> drift) {
    /** How many examples a feature has at most. */
    public static final int MOST_EXAMPLES = 20;

    /**
     * A value that was not the recomputed one.
     *
     * @param entity whose it is
     * @param keys the entity, or entities; a report that was kept before says nothing of them
     * @param reader who was served: a lookup or a decision
     * @param servedAt when it was served, ISO 8601
     * @param storedAt the instant it stood at, ISO 8601; empty where nothing was stored
     * @param served as it was stored, as text
     * @param recomputed as text
     */
    public record Example(
            String entity,
            List<String> keys,
            ServedRow.Reader reader,
            String servedAt,
            String storedAt,
            String served,
            String recomputed,
            Cause cause) {
        public Example {
            Objects.requireNonNull(entity, "entity");
            keys = keys == null ? List.of(entity) : List.copyOf(keys);
            Objects.requireNonNull(reader, "reader");
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * A feature against a champion's training set.
     *
     * @param model its name
     * @param version its number
     * @param trained how many values of the training set are compared with
     * @param served how many values were served
     * @param stabilityIndex PSI; null, as the others, where the values are too few to tell ({@link
     *     io.tidemill.featurejobs.featureconsistency.drift.SampleSize})
     * @param statistic of Kolmogorov and Smirnov
     * @param probability of one as great from equal distributions
     */
    public record Drift(
            String model,
            long version,
            long trained,
            long served,
            @Nullable Double stabilityIndex,
            @Nullable Double statistic,
            @Nullable Double probability) {
        public Drift {
            Objects.requireNonNull(model, "model");
        }
    }

    public FeatureReport {
        Objects.requireNonNull(feature, "feature");
        causes = Map.copyOf(causes);
        examples = List.copyOf(examples);
        drift = List.copyOf(drift);
    }

    /** How many differ without a cause that explains it. */
    public long unexplained() {
        return causes.entrySet().stream()
                .filter(cause -> !cause.getKey().explained())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** How many could be judged: the lake has the events of the others not yet, or they cannot be decided. */
    public long judged() {
        return compared - causes.getOrDefault(Cause.LAKE_BEHIND, 0L) - causes.getOrDefault(Cause.UNDECIDED, 0L);
    }

    /** The share of those that could be judged. */
    public double unexplainedShare() {
        return judged() == 0 ? 0 : (double) unexplained() / judged();
    }

    /** The share that differs, for whatever cause. */
    public double differingShare() {
        return compared == 0 ? 0 : (double) (compared - equal) / compared;
    }

    FeatureReport without(String entity) {
        return new FeatureReport(
                feature,
                compared,
                equal,
                causes,
                examples.stream()
                        .filter(example -> !example.keys().contains(entity))
                        .toList(),
                drift);
    }
}
