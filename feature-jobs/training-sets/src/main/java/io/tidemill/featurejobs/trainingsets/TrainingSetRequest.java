package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.FeatureReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a training set shall hold.
 *
 * @param features its columns, in order
 * @param rows its rows
 * @param label its label, if any
 * @param snapshotIds by table name, the Iceberg snapshot to read; {@link TrainingSet#NO_SNAPSHOT} for a table that was
 *     empty. A table that is not named is read as it is now.
 * @param known which events count as known at a row's instant
 * @param given by name, a value for each of listed rows, for features that are computed on demand: a number, text or null
 */
public record TrainingSetRequest(
        List<FeatureReference> features,
        EntityRows rows,
        Optional<Label> label,
        Map<String, Long> snapshotIds,
        Known known,
        Map<String, List<@Nullable Object>> given) {
    /** Which events count as known at an instant. */
    public enum Known {
        /** Those that had happened. */
        HAPPENED,
        /** Those that had happened and had been taken in, so that no row knows more than was there to be known. */
        TAKEN_IN
    }

    public TrainingSetRequest {
        features = List.copyOf(features);
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(label, "label");
        snapshotIds = Map.copyOf(snapshotIds);
        Objects.requireNonNull(known, "known");
        given = Map.copyOf(given);
    }

    /** A request whose rows give nothing along. */
    public TrainingSetRequest(
            List<FeatureReference> features,
            EntityRows rows,
            Optional<Label> label,
            Map<String, Long> snapshotIds,
            Known known) {
        this(features, rows, label, snapshotIds, known, Map.of());
    }

    /** A request by which an event is known as soon as it has happened. */
    public TrainingSetRequest(
            List<FeatureReference> features, EntityRows rows, Optional<Label> label, Map<String, Long> snapshotIds) {
        this(features, rows, label, snapshotIds, Known.HAPPENED);
    }
}
