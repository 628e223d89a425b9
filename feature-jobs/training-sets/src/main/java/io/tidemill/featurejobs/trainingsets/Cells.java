package io.tidemill.featurejobs.trainingsets;

import org.jspecify.annotations.Nullable;

/** Takes the values of features by row and column. */
@FunctionalInterface
interface Cells {
    /** @param value a number, text, a list of them, or null; an instant is the seconds since then */
    void set(int row, int column, @Nullable Object value);

    /** Cells of numbers; NaN for null. */
    static Cells of(double[][] values) {
        return (row, column, value) ->
                values[row][column] = value == null ? Double.NaN : ((Number) value).doubleValue();
    }

    /** Cells of anything. */
    static Cells of(@Nullable Object[][] values) {
        return (row, column, value) -> values[row][column] = value;
    }
}
