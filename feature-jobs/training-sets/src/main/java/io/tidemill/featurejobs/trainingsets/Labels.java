package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Labels of entity rows from the events after their instants. */
final class Labels {
    private Labels() {}

    /**
     * One a row; NaN where there is no value.
     *
     * @param key by which the history was read
     */
    static double[] of(Label label, List<EntityRow> rows, RowKey key, EventHistory history) {
        ToDoubleFunction<List<LakeRow>> value =
                label instanceof WithinHorizon within ? aggregate(within, history) : future -> future.isEmpty() ? 1 : 0;
        double[] labels = new double[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            long instant = rows.get(i).asOf().toEpochMilli();
            long end = instant + label.horizon().toMillis();
            labels[i] = value.applyAsDouble(history.of(key.id(rows.get(i))).stream()
                    .filter(event -> event.time() > instant && event.time() <= end)
                    .toList());
        }
        return labels;
    }

    /** By the code that computes features, over these events alone. */
    private static ToDoubleFunction<List<LakeRow>> aggregate(WithinHorizon label, EventHistory history) {
        Feature feature = Feature.of("label", label.function(), label.column(), Window.ALL_TIME, ValueType.DOUBLE);
        ViewAggregation aggregation = ViewAggregation.of(new StreamFeatureView(
                "label", "label", label.eventType(), Duration.ZERO, "", "", Map.of(), List.of(feature)));
        return future -> {
            ViewState state = aggregation.newState();
            future.forEach(event -> state.add(aggregation.observe(
                    event.time(), event.source(), event.id(), column -> history.value(event, column))));
            Object value = state.values().get(0);
            return value == null ? Double.NaN : ((Number) value).doubleValue();
        };
    }
}
