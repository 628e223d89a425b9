package io.tidemill.trainingtriggers.modeltraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.decisionengine.scoring.GoldenRow;
import io.tidemill.decisionengine.scoring.LibraryVersion;
import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Trains gradient-boosted trees with XGBoost; the same definition, rows and seed give the same model. */
final class Trainer {
    private static final int HELD_OUT_SHARE = 5;
    private static final int GOLDEN_ROWS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelDefinition definition;
    private final UsedDefinitions used;

    /** @param used what the names of the features stand for */
    Trainer(ModelDefinition definition, UsedDefinitions used) {
        this.definition = definition;
        this.used = used;
    }

    /**
     * A trained model.
     *
     * @param artifact what serves
     * @param rounds trees that were grown
     * @param gains how much each feature gained over all its splits, as a share of all
     */
    record Trained(ModelArtifact artifact, int rounds, Map<String, Double> gains) {}

    /**
     * Trains.
     *
     * @param training what to learn from
     * @param goldenSource rows of which some become the artifact's golden rows
     */
    Trained train(Examples training, Examples goldenSource) throws XGBoostError, IOException {
        int rounds = bestRounds(training);
        Booster booster;
        DMatrix rows = matrix(training);
        try {
            booster = XGBoost.train(rows, definition.trainer().parameters(), rounds, Map.of(), null, null);
        } finally {
            rows.dispose();
        }
        try {
            JsonNode json = JSON.readTree(booster.toByteArray("json"));
            ModelArtifact artifact = new ModelArtifact(
                    definition.name(),
                    definition.entity(),
                    definition.label().text(),
                    "binary:logistic",
                    writer(json),
                    definition.features().stream()
                            .map(FeatureReference::toString)
                            .toList(),
                    used,
                    goldenRows(booster, goldenSource),
                    json);
            return new Trained(artifact, rounds, gains(booster));
        } finally {
            booster.dispose();
        }
    }

    /** How many rounds were best for entities that were held out, or all rounds. */
    private int bestRounds(Examples training) throws XGBoostError {
        TrainerSettings settings = definition.trainer();
        if (settings.earlyStoppingRounds() == 0) {
            return settings.rounds();
        }
        DMatrix learnt = matrix(training.where(row -> !heldOut(training, row)));
        DMatrix held = matrix(training.where(row -> heldOut(training, row)));
        try {
            float[][] losses = new float[1][settings.rounds()];
            Map<String, Object> parameters = new LinkedHashMap<>(settings.parameters());
            parameters.put("eval_metric", "logloss");
            XGBoost.train(
                            learnt,
                            parameters,
                            settings.rounds(),
                            Map.of("held-out", held),
                            losses,
                            null,
                            null,
                            settings.earlyStoppingRounds())
                    .dispose();
            return roundOfLeast(losses[0]);
        } finally {
            learnt.dispose();
            held.dispose();
        }
    }

    /** Rounds that were not grown have loss 0. */
    private static int roundOfLeast(float[] losses) {
        int best = 0;
        for (int round = 1; round < losses.length && losses[round] > 0; round++) {
            best = losses[round] < losses[best] ? round : best;
        }
        return best + 1;
    }

    private static boolean heldOut(Examples training, int row) {
        return Math.floorMod(training.entities().get(row).hashCode(), HELD_OUT_SHARE) == 0;
    }

    private List<GoldenRow> goldenRows(Booster booster, Examples source) throws XGBoostError {
        int step = Math.max(1, source.rows() / GOLDEN_ROWS);
        Examples picked = source.where(row -> row % step == 0);
        DMatrix rows = matrix(picked);
        try {
            float[][] scores = booster.predict(rows);
            List<GoldenRow> golden = new ArrayList<>();
            for (int row = 0; row < picked.rows(); row++) {
                golden.add(new GoldenRow(picked.values()[row], scores[row][0]));
            }
            return golden;
        } finally {
            rows.dispose();
        }
    }

    private Map<String, Double> gains(Booster booster) throws XGBoostError {
        String[] names =
                definition.features().stream().map(FeatureReference::toString).toArray(String[]::new);
        Map<String, Double> gains = booster.getScore(names, "total_gain");
        double total = gains.values().stream().mapToDouble(gain -> gain).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        for (String name : names) {
            shares.put(name, total == 0 ? 0 : gains.getOrDefault(name, 0.0) / total);
        }
        return shares;
    }

    private static LibraryVersion writer(JsonNode booster) {
        JsonNode version = booster.path("version");
        return new LibraryVersion(
                version.path(0).asInt(),
                version.path(1).asInt(),
                version.path(2).asInt());
    }

    private DMatrix matrix(Examples examples) throws XGBoostError {
        int columns = definition.features().size();
        float[] cells = new float[examples.rows() * columns];
        float[] labels = new float[examples.rows()];
        for (int row = 0; row < examples.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                cells[row * columns + column] = (float) examples.values()[row][column];
            }
            labels[row] = examples.positives()[row] ? 1 : 0;
        }
        DMatrix matrix = new DMatrix(cells, examples.rows(), columns, Float.NaN);
        matrix.setLabel(labels);
        return matrix;
    }
}
