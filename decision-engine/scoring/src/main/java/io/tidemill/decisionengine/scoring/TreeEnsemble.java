package io.tidemill.decisionengine.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.scoring.ModelRefusedException.Reason;

/**
 * Gradient-boosted trees of XGBoost ({@code gbtree}, {@code binary:logistic}), evaluated in Java with the library's own
 * arithmetic: every value is cut to float32, margins are summed in float32 in tree order, NaN takes a split's default
 * direction. Immutable.
 */
public final class TreeEnsemble {
    private static final String BOOSTER = "gbtree";
    private static final String OBJECTIVE = "binary:logistic";

    private final int columns;
    private final float baseMargin;
    private final DecisionTree[] trees;

    private TreeEnsemble(int columns, float baseMargin, DecisionTree[] trees) {
        this.columns = columns;
        this.baseMargin = baseMargin;
        this.trees = trees;
    }

    /**
     * Reads a model as XGBoost saves it in JSON.
     *
     * @throws ModelRefusedException if it is broken, written by a newer library, or of a kind that is not known here
     */
    public static TreeEnsemble read(JsonNode booster) throws ModelRefusedException {
        JsonNode version = booster.path("version");
        LibraryVersion writer = new LibraryVersion(
                version.path(0).asInt(),
                version.path(1).asInt(),
                version.path(2).asInt());
        if (version.size() != 3) {
            throw new ModelRefusedException(Reason.UNREADABLE, "booster.version: expected three numbers");
        }
        if (writer.compareTo(LibraryVersion.NEWEST_SUPPORTED) > 0) {
            throw new ModelRefusedException(
                    Reason.NEWER_LIBRARY,
                    "XGBoost " + writer + " wrote it: expected " + LibraryVersion.NEWEST_SUPPORTED + " or older");
        }
        JsonNode learner = booster.path("learner");
        expect("gradient_booster.name", learner.path("gradient_booster").path("name"), BOOSTER);
        expect("objective.name", learner.path("objective").path("name"), OBJECTIVE);
        JsonNode parameters = learner.path("learner_model_param");
        expect("learner_model_param.num_target", parameters.path("num_target"), "1");
        int columns = parameters.path("num_feature").asInt();
        JsonNode trees = learner.path("gradient_booster").path("model").path("trees");
        if (trees.isEmpty() || columns < 1) {
            throw new ModelRefusedException(
                    Reason.UNREADABLE, "the booster has " + trees.size() + " trees over " + columns + " columns");
        }
        DecisionTree[] read = new DecisionTree[trees.size()];
        for (int index = 0; index < read.length; index++) {
            read[index] = new DecisionTreeReader(trees.get(index), index, columns).read();
        }
        return new TreeEnsemble(columns, margin(parameters.path("base_score")), read);
    }

    /**
     * The probability of the label.
     *
     * @param values one for each column, NaN where missing
     * @throws IllegalArgumentException if there are fewer or more
     */
    public double score(double[] values) {
        if (values.length != columns) {
            throw new IllegalArgumentException("values: expected " + columns + " values, found " + values.length);
        }
        float[] row = new float[columns];
        for (int column = 0; column < columns; column++) {
            row[column] = (float) values[column];
        }
        float margin = baseMargin;
        for (DecisionTree tree : trees) {
            margin += tree.leafValue(row);
        }
        return sigmoid(margin);
    }

    /** How many values a row has. */
    public int columns() {
        return columns;
    }

    /** How many trees there are. */
    public int trees() {
        return trees.length;
    }

    private static double sigmoid(float margin) {
        float exponent = (float) Math.exp(-margin);
        return 1.0f / (1.0f + exponent);
    }

    private static float margin(JsonNode baseScore) throws ModelRefusedException {
        float probability = (float) baseScore.asDouble(Double.NaN);
        if (!(probability > 0 && probability < 1)) {
            throw new ModelRefusedException(
                    Reason.UNREADABLE, "base_score " + baseScore + ": expected a probability between 0 and 1");
        }
        return (float) -Math.log(1.0f / probability - 1.0f);
    }

    private static void expect(String field, JsonNode found, String expected) throws ModelRefusedException {
        if (!found.asText().equals(expected)) {
            throw new ModelRefusedException(Reason.UNSUPPORTED, field + " " + found + ": expected " + expected);
        }
    }
}
