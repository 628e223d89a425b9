package io.tidemill.decisionengine.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.scoring.ModelRefusedException.Reason;

/** Reads one tree of XGBoost's JSON and makes sure that walking it must end at a leaf. */
final class DecisionTreeReader {
    private final JsonNode tree;
    private final int index;
    private final int columns;

    DecisionTreeReader(JsonNode tree, int index, int columns) {
        this.tree = tree;
        this.index = index;
        this.columns = columns;
    }

    DecisionTree read() throws ModelRefusedException {
        int[] left = integers("left_children");
        int[] right = integers("right_children");
        int[] column = integers("split_indices");
        JsonNode conditions = tree.path("split_conditions");
        JsonNode defaults = tree.path("default_left");
        int nodes = left.length;
        if (nodes == 0
                || right.length != nodes
                || column.length != nodes
                || conditions.size() != nodes
                || defaults.size() != nodes) {
            throw unreadable("its arrays differ in length");
        }
        for (JsonNode type : tree.path("split_type")) {
            if (type.asInt() != 0) {
                throw new ModelRefusedException(
                        Reason.UNSUPPORTED, "tree " + index + " splits by category: expected numeric splits");
            }
        }
        float[] thresholds = new float[nodes];
        boolean[] missingGoesLeft = new boolean[nodes];
        for (int node = 0; node < nodes; node++) {
            thresholds[node] = (float) conditions.get(node).asDouble(Double.NaN);
            missingGoesLeft[node] =
                    defaults.get(node).asInt() != 0 || defaults.get(node).asBoolean();
            check(left, right, column, thresholds, node);
        }
        return new DecisionTree(left, right, column, thresholds, missingGoesLeft);
    }

    /** Children come after their parent in XGBoost's order, so a walk cannot go round in circles. */
    private void check(int[] left, int[] right, int[] column, float[] thresholds, int node)
            throws ModelRefusedException {
        if (!Float.isFinite(thresholds[node])) {
            throw unreadable("node " + node + " has no finite condition");
        }
        if (left[node] == -1) {
            return;
        }
        int nearest = Math.min(left[node], right[node]);
        int farthest = Math.max(left[node], right[node]);
        if (nearest <= node || farthest >= left.length || column[node] < 0 || column[node] >= columns) {
            throw unreadable("node " + node + " points outside the tree or its columns");
        }
    }

    private int[] integers(String field) {
        JsonNode array = tree.path(field);
        int[] values = new int[array.size()];
        for (int item = 0; item < values.length; item++) {
            values[item] = array.get(item).asInt();
        }
        return values;
    }

    private ModelRefusedException unreadable(String what) {
        return new ModelRefusedException(Reason.UNREADABLE, "tree " + index + ": " + what);
    }
}
