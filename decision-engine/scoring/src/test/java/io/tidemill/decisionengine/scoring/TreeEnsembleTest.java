package io.tidemill.decisionengine.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.decisionengine.scoring.ModelRefusedException.Reason;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeEnsembleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void scoresAsTheLibraryDoes(long seed) throws Exception {
        // Given
        Random random = new Random(seed);
        int columns = 1 + random.nextInt(15);
        Booster booster = TestingModels.train(random, columns, 1 + random.nextInt(7), 1 + random.nextInt(80));
        float[] values = TestingModels.rows(random, 500, columns);

        // When
        TreeEnsemble ensemble = TreeEnsemble.read(JSON.readTree(booster.toByteArray("json")));

        // Then
        float[][] expected = booster.predict(new DMatrix(values, 500, columns, Float.NaN));
        for (int row = 0; row < 500; row++) {
            assertThat(ensemble.score(TestingModels.row(values, row, columns)))
                    .as("seed %s row %s", seed, row)
                    .isCloseTo(expected[row][0], within(1e-6));
        }
    }

    @Test
    void thresholdsAreNotBelowThemselves() throws Exception {
        // Given
        Random random = new Random(99);
        Booster booster = TestingModels.train(random, 2, 3, 10);
        JsonNode json = JSON.readTree(booster.toByteArray("json"));
        TreeEnsemble ensemble = TreeEnsemble.read(json);

        for (JsonNode condition : trees(json).get(0).path("split_conditions")) {
            // When
            float threshold = (float) condition.asDouble();
            float[] row = {threshold, threshold};

            // Then
            float expected = booster.predict(new DMatrix(row, 1, 2, Float.NaN))[0][0];
            assertThat(ensemble.score(new double[] {threshold, threshold})).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void aNewerLibraryIsRefused() throws Exception {
        // Given
        JsonNode json =
                JSON.readTree(TestingModels.train(new Random(1), 2, 2, 2).toByteArray("json"));
        ((ArrayNode) json.path("version")).removeAll().add(3).add(1).add(0);

        // Then
        assertThatThrownBy(() -> TreeEnsemble.read(json))
                .isInstanceOfSatisfying(
                        ModelRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_LIBRARY));
    }

    @Test
    void aTreeThatWouldNotEndIsRefused() throws Exception {
        // Given
        JsonNode json =
                JSON.readTree(TestingModels.train(new Random(1), 2, 2, 2).toByteArray("json"));
        ((ArrayNode) trees(json).get(0).path("left_children")).set(0, 0);

        // Then
        assertThatThrownBy(() -> TreeEnsemble.read(json))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("tree 0: node 0 points outside");
    }

    @Test
    void anotherObjectiveIsRefused() throws Exception {
        // Given
        JsonNode json =
                JSON.readTree(TestingModels.train(new Random(1), 2, 2, 2).toByteArray("json"));
        ((ObjectNode) json.path("learner").path("objective")).put("name", "rank:ndcg");

        // Then
        assertThatThrownBy(() -> TreeEnsemble.read(json))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("expected binary:logistic");
    }

    private static JsonNode trees(JsonNode json) {
        return json.path("learner").path("gradient_booster").path("model").path("trees");
    }
}
