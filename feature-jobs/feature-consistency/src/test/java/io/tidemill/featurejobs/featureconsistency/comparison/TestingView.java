package io.tidemill.featurejobs.featureconsistency.comparison;

import io.tidemill.featurejobs.featurelogic.Observation;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A view of orders, and events of it. */
final class TestingView {
    static final long START = Instant.parse("2026-03-01T08:00:00Z").toEpochMilli();
    static final String VERSION = "0123456789abcdef";

    static final StreamFeatureView ORDERS = new StreamFeatureView(
            "orders",
            "member",
            "order.paid",
            Duration.ZERO,
            "",
            "",
            Map.of(),
            List.of(
                    Feature.of("count", AggregationFunction.COUNT, null, new Window.AllTime(), ValueType.INT64),
                    Feature.of(
                            "count_1h",
                            AggregationFunction.COUNT,
                            null,
                            new Window.Sliding(Duration.ofHours(1)),
                            ValueType.INT64),
                    Feature.of(
                            "sum_2h",
                            AggregationFunction.SUM,
                            "amount",
                            new Window.Sliding(Duration.ofHours(2)),
                            ValueType.DOUBLE),
                    Feature.of(
                            "recency",
                            AggregationFunction.TIME_SINCE_LAST,
                            null,
                            new Window.AllTime(),
                            ValueType.UNIX_TIMESTAMP)));

    /** Values of the features that no events give. */
    static final List<Object> IMPOSSIBLE = List.of(4711L, 4711L, -0.5, 1L);

    private TestingView() {}

    static TakenIn event(long time, long takenIn, int number, double amount) {
        Observation observation = ViewAggregation.of(ORDERS)
                .observe(time, "/shop", "e" + number, column -> column.equals("amount") ? (Object) amount : null);
        return new TakenIn(observation, takenIn, 0, number);
    }
}
