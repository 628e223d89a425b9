package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.comparison.Cause;
import io.tidemill.featurejobs.featureconsistency.comparison.RowOutcome;
import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import io.tidemill.featurejobs.featureconsistency.drift.Distribution;
import io.tidemill.featurejobs.featureconsistency.drift.KolmogorovSmirnov;
import io.tidemill.featurejobs.featureconsistency.drift.Reservoir;
import io.tidemill.featurejobs.featureconsistency.drift.SampleSize;
import io.tidemill.featurejobs.featureconsistency.drift.StabilityIndex;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import io.tidemill.featurejobs.featurelogic.Recency;
import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.Feature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts what became of one feature's values. */
final class FeatureTally {
    private final String reference;
    private final @Nullable Feature feature;
    private final int keys;
    private final Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    private final List<FeatureReport.Example> explained = new ArrayList<>();
    private final List<FeatureReport.Example> unexplained = new ArrayList<>();
    private final Reservoir served = new Reservoir();
    private long compared;

    /**
     * @param feature as it is defined; null if it is not any more
     * @param keys of how many entities it is
     */
    FeatureTally(String reference, @Nullable Feature feature, int keys) {
        this.keys = keys;
        this.reference = reference;
        this.feature = feature;
    }

    void add(ServedRow row, RowOutcome.Outcome outcome) {
        compared++;
        if (feature != null) {
            served.add(number(feature, outcome.served(), row.askedFor()));
        }
        outcome.cause().ifPresent(cause -> {
            causes.merge(cause, 1L, Long::sum);
            List<FeatureReport.Example> examples = cause.explained() ? explained : unexplained;
            if (examples.size() < FeatureReport.MOST_EXAMPLES) {
                examples.add(example(row, outcome, cause));
            }
        });
    }

    FeatureReport report(List<TrainedOn> champions) {
        long differing = causes.values().stream().mapToLong(Long::longValue).sum();
        return new FeatureReport(
                reference,
                compared,
                compared - differing,
                causes,
                Stream.concat(unexplained.stream(), explained.stream())
                        .limit(FeatureReport.MOST_EXAMPLES)
                        .toList(),
                champions.stream().flatMap(champion -> drift(champion).stream()).toList());
    }

    private List<FeatureReport.Drift> drift(TrainedOn champion) {
        Distribution trained = champion.features().get(reference);
        if (trained == null || trained.isEmpty() || served.count() == 0) {
            return List.of();
        }
        Distribution today = served.distribution();
        boolean enough = SampleSize.isEnough(trained.count(), today.count());
        return List.of(new FeatureReport.Drift(
                champion.model(),
                champion.version(),
                trained.count(),
                served.count(),
                enough ? (Double) StabilityIndex.of(trained, today) : null,
                enough ? (Double) KolmogorovSmirnov.statistic(trained, today) : null,
                enough ? (Double) KolmogorovSmirnov.probability(trained, today) : null));
    }

    /** As a model takes it: a time since an event in seconds, and NaN for what is no number. */
    private static double number(Feature feature, @Nullable Object stored, long askedFor) {
        if (!(stored instanceof Number number)) {
            return Double.NaN;
        }
        return feature.isElapsedTime() ? Recency.seconds(number.longValue(), askedFor) : number.doubleValue();
    }

    private FeatureReport.Example example(ServedRow row, RowOutcome.Outcome outcome, Cause cause) {
        return new FeatureReport.Example(
                row.entity(),
                CompositeId.split(row.entity(), keys).orElse(List.of(row.entity())),
                row.reader(),
                Instant.ofEpochMilli(row.servedAt()).toString(),
                row.storedAt().isPresent()
                        ? Instant.ofEpochMilli(row.storedAt().getAsLong()).toString()
                        : "",
                String.valueOf(outcome.served()),
                String.valueOf(outcome.recomputed()),
                cause);
    }
}
