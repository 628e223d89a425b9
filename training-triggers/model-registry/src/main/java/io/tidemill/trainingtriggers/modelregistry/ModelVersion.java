package io.tidemill.trainingtriggers.modelregistry;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A version of a registered model, and where it came from.
 *
 * @param model the model's name
 * @param version its number, from 1
 * @param runId the training run that made it
 * @param artifactUri where its artifact is
 * @param artifactSha256 the artifact's checksum
 * @param features references {@code view:feature} in the order of its columns
 * @param featureVersions {@code view@vN} of each view that they are of, or are computed from; none of a version from before
 *     views had any
 * @param snapshotIds the lake snapshots it learnt from, by table
 * @param parameters of the training
 * @param metrics on the test rows
 * @param createdAt when it was registered
 */
public record ModelVersion(
        String model,
        long version,
        String runId,
        URI artifactUri,
        String artifactSha256,
        List<String> features,
        List<String> featureVersions,
        Map<String, Long> snapshotIds,
        Map<String, Object> parameters,
        Map<String, Double> metrics,
        Instant createdAt) {
    public ModelVersion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(artifactUri, "artifactUri");
        Objects.requireNonNull(artifactSha256, "artifactSha256");
        Objects.requireNonNull(createdAt, "createdAt");
        features = List.copyOf(features);
        featureVersions = List.copyOf(featureVersions);
        snapshotIds = Map.copyOf(snapshotIds);
        parameters = Map.copyOf(parameters);
        metrics = Map.copyOf(metrics);
    }
}
