package io.tidemill.decisionengine.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.decisionengine.scoring.GoldenRow;
import io.tidemill.decisionengine.scoring.LibraryVersion;
import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.io.IOException;
import java.util.List;

/** A model of one tree: is the first feature below three, or not? */
final class TestingModels {
    private TestingModels() {}

    /** The score of rows at or above three; of the others it is one minus that. */
    static double score(double leaf) {
        return 1 / (1 + Math.exp(-leaf));
    }

    static ModelArtifact stump(String name, String feature, double leaf) throws IOException {
        return stump(name, feature, UsedDefinitions.UNKNOWN, leaf);
    }

    /** The same of one that tells what it was trained on. */
    static ModelArtifact stump(String name, String feature, UsedDefinitions trainedOn, double leaf) throws IOException {
        String json =
                """
                {"version": [3, 0, 4], "learner": {
                  "objective": {"name": "binary:logistic"},
                  "learner_model_param": {"num_target": "1", "num_feature": "1", "base_score": "0.5"},
                  "gradient_booster": {"name": "gbtree", "model": {"trees": [
                    {"left_children": [1, -1, -1], "right_children": [2, -1, -1], "split_indices": [0, 0, 0],
                     "split_conditions": [3, -%s, %s], "default_left": [1, 0, 0], "split_type": [0, 0, 0]}]}}}}"""
                        .formatted(leaf, leaf);
        JsonNode booster = new ObjectMapper().readTree(json);
        return new ModelArtifact(
                name,
                "member",
                "no order",
                "binary:logistic",
                LibraryVersion.parse("3.0.4"),
                List.of(feature),
                trainedOn,
                List.of(new GoldenRow(new double[] {5}, score(leaf)), new GoldenRow(new double[] {1}, score(-leaf))),
                booster);
    }
}
