package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps one view's state of each entity and emits its values with every event, and whenever the watermark passes an
 * instant at which events left a window. What it emits last for an entity follows from the events and the watermark
 * alone, whatever order they came in, so that a job restored from a checkpoint ends at the same values.
 */
final class ComputeFeatures extends KeyedProcessFunction<String, StreamedEvent, FeatureUpdate> {
    private static final long serialVersionUID = 1L;

    private final StreamFeatureView view;
    private final SchemaSource schemas;
    private final Clock clock;
    private transient EventCodec codec;
    private transient ViewAggregation aggregation;
    private transient ValueState<byte[]> states;
    private transient Counter events;
    private transient Counter lateEvents;
    private transient Counter decays;
    private transient long watermark;

    ComputeFeatures(StreamFeatureView view, SchemaSource schemas, Clock clock) {
        this.view = Objects.requireNonNull(view, "view");
        this.schemas = Objects.requireNonNull(schemas, "schemas");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void open(OpenContext context) {
        codec = new EventCodec(schemas.open());
        aggregation = ViewAggregation.of(view);
        // Under the layout's name: a view whose columns or windows change begins anew instead of misreading its state.
        states = getRuntimeContext()
                .getState(new ValueStateDescriptor<>(
                        "state " + aggregation.layout(), PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("view", view.name());
        events = metrics.counter("tidemill_feature_events");
        lateEvents = metrics.counter("tidemill_feature_late_events");
        decays = metrics.counter("tidemill_feature_decays");
        watermark = Long.MIN_VALUE;
        metrics.gauge("tidemill_feature_watermark_lag_seconds", this::watermarkLagSeconds);
    }

    @Override
    public void processElement(StreamedEvent event, Context context, Collector<FeatureUpdate> out) throws Exception {
        watermark = context.timerService().currentWatermark();
        events.inc();
        if (event.time() <= watermark) {
            lateEvents.inc();
        }
        ViewState state = state();
        state.add(aggregation.observe(event.time(), event.source(), event.id(), column -> event.event(codec)
                .value(column)));
        state.advance(watermark);
        keep(state, context);
        out.collect(new FeatureUpdate(context.getCurrentKey(), state.asOf(), state.values()));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<FeatureUpdate> out) throws Exception {
        watermark = context.timerService().currentWatermark();
        ViewState state = state();
        if (state.advance(Math.max(timestamp, watermark))) {
            decays.inc();
            keep(state, context);
            out.collect(new FeatureUpdate(context.getCurrentKey(), state.asOf(), state.values()));
        }
    }

    private ViewState state() throws IOException {
        byte[] bytes = states.value();
        return bytes == null ? aggregation.newState() : aggregation.read(bytes);
    }

    private void keep(ViewState state, Context context) throws IOException {
        states.update(state.toBytes());
        state.nextDecay().ifPresent(context.timerService()::registerEventTimeTimer);
    }

    private double watermarkLagSeconds() {
        return watermark == Long.MIN_VALUE ? 0 : (clock.millis() - watermark) / 1000.0;
    }
}
