package io.tidemill.featurejobs.trainingsets;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Labels of entity rows from the events after their instants. */
final class Labels {
    private Labels() {}

    /**
     * One a row; NaN where there is no value.
     *
     * @param key by which the history was read
     */
    static double[] of(Label label, List<EntityRow> rows, RowKey key, EventHistory history) {
        Supplier<FutureOf> futures = FutureOf.rows(label, history.columns());
        double[] labels = new double[rows.size()];
        IntStream.range(0, labels.length).parallel().forEach(row -> {
            long instant = rows.get(row).asOf().toEpochMilli();
            long end = instant + label.horizon().toMillis();
            List<LakeRow> events = history.of(key.id(rows.get(row)));
            FutureOf future = futures.get();
            for (int i = firstAfter(events, instant);
                    i < events.size() && events.get(i).time() <= end;
                    i++) {
                future.add(events.get(i));
            }
            labels[row] = future.label();
        });
        return labels;
    }

    private static int firstAfter(List<LakeRow> events, long instant) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).time() <= instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
