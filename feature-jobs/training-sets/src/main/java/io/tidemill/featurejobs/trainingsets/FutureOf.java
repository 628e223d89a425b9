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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What comes after a row's instant, as far as a label looks; by the code that computes features, over these events alone. */
interface FutureOf {
    /** Takes the next event, in order. */
    void add(LakeRow event);

    /** The label; NaN for none. */
    double label();

    /** Whether no event makes a difference any more. */
    boolean isSettled();

    /**
     * What makes one for each row.
     *
     * @param columns of the events
     */
    static Supplier<FutureOf> rows(Label label, List<String> columns) {
        if (!(label instanceof WithinHorizon within)) {
            return AnyEvent::new;
        }
        Feature feature = Feature.of("label", within.function(), within.column(), Window.ALL_TIME, ValueType.DOUBLE);
        ViewAggregation aggregation = ViewAggregation.of(new StreamFeatureView(
                "label", "label", within.eventType(), Duration.ZERO, "", "", Map.of(), List.of(feature)));
        return () -> new Aggregated(aggregation, columns);
    }

    /** 1 until there is one, and then 0. */
    final class AnyEvent implements FutureOf {
        private boolean any;

        @Override
        public void add(LakeRow event) {
            any = true;
        }

        @Override
        public double label() {
            return any ? 0 : 1;
        }

        @Override
        public boolean isSettled() {
            return any;
        }
    }

    /** A feature of them. */
    final class Aggregated implements FutureOf {
        private final ViewAggregation aggregation;
        private final List<String> columns;
        private final ViewState state;

        Aggregated(ViewAggregation aggregation, List<String> columns) {
            this.aggregation = aggregation;
            this.columns = columns;
            this.state = aggregation.newState();
        }

        @Override
        public void add(LakeRow event) {
            state.add(aggregation.observe(
                    event.time(), event.source(), event.id(), column -> event.values()[columns.indexOf(column)]));
        }

        @Override
        public double label() {
            @Nullable Object value = state.values().get(0);
            return value == null ? Double.NaN : ((Number) value).doubleValue();
        }

        @Override
        public boolean isSettled() {
            return false;
        }
    }
}
