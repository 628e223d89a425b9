package io.tidemill.decisionengine.scoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Small models trained by XGBoost itself on random data with holes. */
final class TestingModels {
    private TestingModels() {}

    /** Rows of random values, among them missing ones, whole numbers and extremes. */
    static float[] rows(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int cell = 0; cell < values.length; cell++) {
            values[cell] = switch (random.nextInt(8)) {
                case 0 -> Float.NaN;
                case 1 -> random.nextInt(5);
                case 2 -> (float) (random.nextGaussian() * 1e6);
                default -> (float) random.nextGaussian();
            };
        }
        return values;
    }

    static Booster train(Random random, int columns, int depth, int rounds) throws XGBoostError {
        int rows = 300;
        float[] values = rows(random, rows, columns);
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            float first = values[row * columns];
            labels[row] =
                    first > 0.3 || (Float.isNaN(first) && random.nextBoolean()) || random.nextInt(10) == 0 ? 1 : 0;
        }
        DMatrix data = new DMatrix(values, rows, columns, Float.NaN);
        data.setLabel(labels);
        Map<String, Object> parameters = new HashMap<>(Map.of(
                "objective",
                "binary:logistic",
                "max_depth",
                depth,
                "eta",
                0.3,
                "nthread",
                1,
                "seed",
                random.nextInt(1000)));
        if (random.nextBoolean()) {
            parameters.put("base_score", 0.2 + 0.6 * random.nextDouble());
        }
        return XGBoost.train(data, parameters, rounds, Map.of(), null, null);
    }

    static double[] row(float[] values, int row, int columns) {
        return IntStream.range(0, columns)
                .mapToDouble(column -> values[row * columns + column])
                .toArray();
    }

    static ModelArtifact artifact(String name, long seed, int columns, int rounds) throws Exception {
        Random random = new Random(seed);
        Booster booster = train(random, columns, 3, rounds);
        float[] values = rows(random, 5, columns);
        float[][] scores = booster.predict(new DMatrix(values, 5, columns, Float.NaN));
        List<GoldenRow> golden = new ArrayList<>();
        for (int row = 0; row < 5; row++) {
            golden.add(new GoldenRow(row(values, row, columns), scores[row][0]));
        }
        return new ModelArtifact(
                name,
                "member",
                "no order.paid within P90D",
                "binary:logistic",
                LibraryVersion.parse("3.0.4"),
                IntStream.range(0, columns).mapToObj(i -> "orders:f" + i).toList(),
                UsedDefinitions.UNKNOWN,
                golden,
                new ObjectMapper().readTree(booster.toByteArray("json")));
    }
}
