package io.tidemill.featurejobs.featureconsistency.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was served on a day held against what the lake recomputes.
 *
 * @param day in UTC
 * @param revision of the day of the feature log; 0 for one that is not complete
 * @param comparedAt when the lake was read
 * @param snapshots that were read, by table
 * @param mostUnexplained the share of a feature's values that may differ without a cause that explains it
 * @param rows how many rows were served on the day: one for each view of each entity of a lookup or a decision
 * @param notCompared rows of views about several join keys, with a key that is a field, of several event types, or not defined any more
 * @param views by name
 * @param features by reference
 */
public record DayReport(
        LocalDate day,
        int revision,
        Instant comparedAt,
        Map<String, Long> snapshots,
        double mostUnexplained,
        long rows,
        long notCompared,
        List<ViewReport> views,
        List<FeatureReport> features) {
    public DayReport {
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(comparedAt, "comparedAt");
        snapshots = Map.copyOf(snapshots);
        views = List.copyOf(views);
        features = List.copyOf(features);
    }

    /** How many values were compared. */
    public long compared() {
        return features.stream().mapToLong(FeatureReport::compared).sum();
    }

    /** How many of them were the recomputed ones. */
    public long equal() {
        return features.stream().mapToLong(FeatureReport::equal).sum();
    }

    /** How many differ without a cause that explains it. */
    public long unexplained() {
        return features.stream().mapToLong(FeatureReport::unexplained).sum();
    }

    /** The features of which too many values are unexplained, each {@code view:feature}. */
    public List<String> failed() {
        return features.stream()
                .filter(feature -> feature.unexplainedShare() > mostUnexplained)
                .map(FeatureReport::feature)
                .toList();
    }

    /** As it was, but for examples that name an entity. */
    public DayReport without(String entity) {
        return new DayReport(
                day,
                revision,
                comparedAt,
                snapshots,
                mostUnexplained,
                rows,
                notCompared,
                views,
                features.stream().map(feature -> feature.without(entity)).toList());
    }
}
