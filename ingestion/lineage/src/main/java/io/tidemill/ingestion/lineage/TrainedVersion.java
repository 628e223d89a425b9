package io.tidemill.ingestion.lineage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A version of a model, and what it was trained on.
 *
 * @param model its name
 * @param version its number, from 1
 * @param runId the training run that made it
 * @param snapshotIds the lake snapshots it learnt from, by table without namespace
 * @param featureVersions {@code view@vN} of each view that it was trained on
 * @param createdAt when it was registered
 */
public record TrainedVersion(
        String model,
        long version,
        String runId,
        Map<String, Long> snapshotIds,
        List<String> featureVersions,
        Instant createdAt) {
    public TrainedVersion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(createdAt, "createdAt");
        snapshotIds = Map.copyOf(snapshotIds);
        featureVersions = List.copyOf(featureVersions);
    }
}
