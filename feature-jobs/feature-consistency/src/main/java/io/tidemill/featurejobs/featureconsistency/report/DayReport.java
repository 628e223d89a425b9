package io.tidemill.featurejobs.featureconsistency.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was served on a day held against what the lake recomputes.
 *
 * @param day in UTC
 * @param revision of the day of the feature log; 0 for one that is not complete
 * @param comparedAt when the lake was read
 * @param snapshots that were read, by table
 * @param mostUnexplained the share of a feature's values that may differ without a cause that explains it
 * @param rows how many rows were served on the day: one for each view of each entity of a lookup or a decision
 * @param notCompared how many of them could not be compared
 * @param leftOut which these are; a report that was kept before says nothing of it
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
        List<LeftOut> leftOut,
        List<ViewReport> views,
        List<FeatureReport> features) {
    public DayReport {
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(comparedAt, "comparedAt");
        snapshots = Map.copyOf(snapshots);
        leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
        views = List.copyOf(views);
        features = List.copyOf(features);
    }

    /** Why no value was compared, in words; empty if some were. */
    public Optional<String> whyNothing() {
        if (compared() > 0) {
            return Optional.empty();
        }
        if (rows == 0) {
            return Optional.of(
                    "nothing that was served on the day is on record, or the lake is not complete up to it yet; what"
                            + " lookups answer is taken down where features.log.share is more than 0");
        }
        return Optional.of(
                notCompared == rows
                        ? "none of the " + rows + " rows on record can be compared"
                        : "the rows on record hold no values");
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
                leftOut,
                views,
                features.stream().map(feature -> feature.without(entity)).toList());
    }
}
