package io.tidemill.trainingtriggers.modelregistry;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a training run hands in.
 *
 * @param model the model's name; registered with its first version
 * @param runId the run; handing in twice registers once
 * @param artifact the artifact's bytes
 * @param features references {@code view:feature} in the order of its columns
 * @param featureVersions {@code view@vN} of each view that they are of, or are computed from
 * @param snapshotIds the lake snapshots it learnt from, by table
 * @param parameters of the training
 * @param metrics on the test rows
 * @param report the evaluation as JSON
 * @param reportPage the evaluation as an HTML page
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once and compared by nobody.
public record NewVersion(
        String model,
        String runId,
        byte[] artifact,
        List<String> features,
        List<String> featureVersions,
        Map<String, Long> snapshotIds,
        Map<String, Object> parameters,
        Map<String, Double> metrics,
        String report,
        String reportPage) {
    public NewVersion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(artifact, "artifact");
        Objects.requireNonNull(report, "report");
        Objects.requireNonNull(reportPage, "reportPage");
        features = List.copyOf(features);
        featureVersions = List.copyOf(featureVersions);
        snapshotIds = Map.copyOf(snapshotIds);
        parameters = Map.copyOf(parameters);
        metrics = Map.copyOf(metrics);
    }
}
