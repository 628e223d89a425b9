package io.tidemill.featurejobs.trainingsets;

import java.util.List;

/** Labels of entity rows from the events after their instants. */
final class Labels {
    private Labels() {}

    static double[] of(NoEventWithin label, List<EntityRow> rows, EventHistory history) {
        double[] labels = new double[rows.size()];
        long horizon = label.horizon().toMillis();
        for (int i = 0; i < labels.length; i++) {
            long instant = rows.get(i).asOf().toEpochMilli();
            boolean event = history.of(rows.get(i).entity()).stream()
                    .anyMatch(row -> row.time() > instant && row.time() <= instant + horizon);
            labels[i] = event ? 0 : 1;
        }
        return labels;
    }
}
