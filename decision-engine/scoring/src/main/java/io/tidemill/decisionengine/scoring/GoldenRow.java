package io.tidemill.decisionengine.scoring;

import java.util.Arrays;

/**
 * Feature values and the score the training library gave them.
 *
 * @param values in the order of the model's features; NaN is a missing value
 * @param score the library's own prediction
 */
@SuppressWarnings("ArrayRecordComponent") // Rows are made and read in bulk; equality is by content below.
public record GoldenRow(double[] values, double score) {
    public GoldenRow {
        values = values.clone();
    }

    @Override
    public double[] values() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GoldenRow that
                && Arrays.equals(values, that.values)
                && Double.compare(score, that.score) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(values) + Double.hashCode(score);
    }

    @Override
    public String toString() {
        return "GoldenRow[values=" + Arrays.toString(values) + ", score=" + score + "]";
    }
}
