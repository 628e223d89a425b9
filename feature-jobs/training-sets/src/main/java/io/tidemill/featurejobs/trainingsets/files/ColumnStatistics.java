package io.tidemill.featurejobs.trainingsets.files;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of one column are like. All but the counts are null where there is no value, and the deviation where
 * there are fewer than two.
 *
 * @param rows how many rows
 * @param nulls how many of them have no value
 * @param deviation standard deviation of the values as a sample
 * @param quarter the value at place ceil(n / 4) of n in ascending order; {@code median} and {@code threeQuarters} likewise
 */
public record ColumnStatistics(
        int rows,
        int nulls,
        int distinct,
        @Nullable Double mean,
        @Nullable Double deviation,
        @Nullable Double min,
        @Nullable Double quarter,
        @Nullable Double median,
        @Nullable Double threeQuarters,
        @Nullable Double max) {

    /**
     * Of values, NaN being none.
     */
    static ColumnStatistics of(double[] column) {
        double[] values = Arrays.stream(column)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int nulls = column.length - values.length;
        if (values.length == 0) {
            return new ColumnStatistics(column.length, nulls, 0, null, null, null, null, null, null, null);
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new ColumnStatistics(
                column.length,
                nulls,
                (int) Arrays.stream(values).distinct().count(),
                mean,
                values.length < 2 ? null : (Double) Math.sqrt(squares / (values.length - 1)),
                values[0],
                at(values, 1),
                at(values, 2),
                at(values, 3),
                values[values.length - 1]);
    }

    private static double at(double[] sorted, int quarters) {
        return sorted[(int) Math.ceil(sorted.length * quarters / 4.0) - 1];
    }
}
