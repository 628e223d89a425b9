package io.tidemill.decisionengine.scoring;

/**
 * One regression tree in flat arrays. A node without a left child is a leaf and its {@code thresholds} entry is the leaf's
 * value: this is XGBoost's own layout.
 */
final class DecisionTree {
    private static final int NONE = -1;

    private final int[] left;
    private final int[] right;
    private final int[] columns;
    private final float[] thresholds;
    private final boolean[] missingGoesLeft;

    DecisionTree(int[] left, int[] right, int[] columns, float[] thresholds, boolean[] missingGoesLeft) {
        this.left = left;
        this.right = right;
        this.columns = columns;
        this.thresholds = thresholds;
        this.missingGoesLeft = missingGoesLeft;
    }

    float leafValue(float[] row) {
        int node = 0;
        while (left[node] != NONE) {
            float value = row[columns[node]];
            boolean goesLeft = Float.isNaN(value) ? missingGoesLeft[node] : value < thresholds[node];
            node = goesLeft ? left[node] : right[node];
        }
        return thresholds[node];
    }

    int nodes() {
        return left.length;
    }
}
