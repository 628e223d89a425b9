package io.tidemill.featurejobs.trainingsets;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a training set while they come. Values of different rows may be set on several threads. */
sealed interface Cells {
    /** Takes the values of some columns of a row: numbers, text, lists of them, or null. */
    void set(int row, List<Integer> columns, @Nullable Object[] values);

    /** Numbers by row and column; NaN for null. */
    record Numbers(double[][] values) implements Cells {
        Numbers(int rows, int columns) {
            this(new double[rows][columns]);
        }

        @Override
        public void set(int row, List<Integer> columns, @Nullable Object[] found) {
            for (int i = 0; i < found.length; i++) {
                values[row][columns.get(i)] = found[i] == null ? Double.NaN : ((Number) found[i]).doubleValue();
            }
        }
    }

    /** Values of any type by row and column. */
    record Objects(@Nullable Object[][] values) implements Cells {
        Objects(int rows, int columns) {
            this(new Object[rows][columns]);
        }

        @Override
        public void set(int row, List<Integer> columns, @Nullable Object[] found) {
            for (int i = 0; i < found.length; i++) {
                values[row][columns.get(i)] = found[i];
            }
        }
    }
}
