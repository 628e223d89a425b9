package io.tidemill.trainingtriggers.modeltraining;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How XGBoost is set.
 *
 * @param rounds trees at most
 * @param depth levels of a tree
 * @param eta learning rate
 * @param minimumChildWeight the least sum of hessians in a leaf
 * @param subsample share of rows each tree sees
 * @param columnSample share of columns each tree sees
 * @param earlyStoppingRounds stop when a held-out fifth of the training entities has not become better for so many
 *     rounds; 0 for never
 * @param seed makes a run repeatable
 */
public record TrainerSettings(
        int rounds,
        int depth,
        double eta,
        double minimumChildWeight,
        double subsample,
        double columnSample,
        int earlyStoppingRounds,
        long seed) {
    /** What a definition that says nothing gets: small steps of shallow trees, which suit few and noisy columns. */
    public static final TrainerSettings DEFAULT = new TrainerSettings(100, 3, 0.05, 10, 0.8, 0.8, 0, 7);

    private static final int THREADS = 2;

    /** XGBoost's own parameters. */
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("objective", "binary:logistic");
        parameters.put("tree_method", "hist");
        parameters.put("device", "cpu");
        parameters.put("nthread", THREADS);
        parameters.put("max_depth", depth);
        parameters.put("eta", eta);
        parameters.put("min_child_weight", minimumChildWeight);
        parameters.put("subsample", subsample);
        parameters.put("colsample_bytree", columnSample);
        parameters.put("seed", seed);
        return parameters;
    }
}
