package io.tidemill.trainingtriggers.modeltraining;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything about one training run that a person would ask for.
 *
 * @param model its name
 * @param definitionVersion the text of the definition
 * @param label what is foretold, in words
 * @param trainAsOf the instant of the training rows
 * @param testAsOf the instant of the test rows
 * @param snapshotIds the lake snapshots that were read, by table
 * @param featureVersions {@code view@vN} of each view that its features are of, or are computed from
 * @param parameters XGBoost's parameters, and {@code rounds}
 * @param library the library and its version
 * @param artifactSha256 names the model
 * @param trainingRows how many rows it learnt from
 * @param trainingPositives how many of them bear the label
 * @param evaluation on the test rows
 * @param champion the champion on the same rows
 * @param championVersion the champion's number
 * @param verdict whether it should serve
 * @param gains the share of each feature in the gain of all splits
 * @param profiles what the features of the training rows look like, by name
 */
public record RunReport(
        String model,
        String definitionVersion,
        String label,
        Instant trainAsOf,
        Instant testAsOf,
        Map<String, Long> snapshotIds,
        List<String> featureVersions,
        Map<String, Object> parameters,
        String library,
        String artifactSha256,
        int trainingRows,
        int trainingPositives,
        Evaluation evaluation,
        Optional<Evaluation> champion,
        Optional<Long> championVersion,
        Verdict verdict,
        Map<String, Double> gains,
        Map<String, FeatureProfile> profiles) {
    public RunReport {
        Objects.requireNonNull(evaluation, "evaluation");
        Objects.requireNonNull(champion, "champion");
        Objects.requireNonNull(championVersion, "championVersion");
        Objects.requireNonNull(verdict, "verdict");
        snapshotIds = Map.copyOf(snapshotIds);
        featureVersions = List.copyOf(featureVersions);
        profiles = Map.copyOf(profiles);
    }
}
