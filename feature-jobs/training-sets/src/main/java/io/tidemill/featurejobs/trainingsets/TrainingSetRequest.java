package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.FeatureReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a training set shall hold.
 *
 * @param features its columns, in order
 * @param rows its rows
 * @param label its label, if any
 * @param snapshotIds by table name, the Iceberg snapshot to read; {@link TrainingSet#NO_SNAPSHOT} for a table that was
 *     empty. A table that is not named is read as it is now.
 */
public record TrainingSetRequest(
        List<FeatureReference> features,
        EntityRows rows,
        Optional<NoEventWithin> label,
        Map<String, Long> snapshotIds) {
    public TrainingSetRequest {
        features = List.copyOf(features);
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(label, "label");
        snapshotIds = Map.copyOf(snapshotIds);
    }
}
