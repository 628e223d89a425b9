package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Backfilled;
import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Happened;
import io.tidemill.featurejobs.streamingfeatures.KnownVersions.Known;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecordTypes;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.featurecatalogue.Past;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, for every version of a view, the state of each entity, and emits its values with every event, and whenever the
 * watermark passes an instant at which events left a window. What it emits last for an entity follows from the events and
 * the watermark alone, whatever order they came in, so that a job restored from a checkpoint ends at the same values.
 *
 * <p>Of a version whose past is to come from the lake events are kept until it has come for their entity, or all of it has
 * come without. Then those after the cut are counted.
 */
final class ComputeFeatures extends KeyedBroadcastProcessFunction<String, FeatureInput, String, FeatureUpdate>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final Duration SOONEST_LOOK = Duration.ofSeconds(1);
    private static final Duration LATEST_LOOK = Duration.ofSeconds(30);
    private static final ValueStateDescriptor<byte[]> STATE =
            new ValueStateDescriptor<>("state", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final ListStateDescriptor<StreamedEvent> KEPT =
            new ListStateDescriptor<>("kept", StreamedRecordTypes.EVENTS);

    /** Whether events are kept: whoever asks that of the list has all of them read. */
    private static final ValueStateDescriptor<Boolean> KEEPS = new ValueStateDescriptor<>("keeps", Types.BOOLEAN);

    private final String startedWith;
    private final SchemaSource schemas;
    private final Clock clock;
    private transient CatalogueState catalogue;
    private transient EventCodec codec;
    private transient ViewMetrics metrics;
    private transient ValueState<byte[]> states;
    private transient ListState<StreamedEvent> kept;
    private transient ValueState<Boolean> keeps;
    private transient Map<String, Long> waitingSince;

    /** @param startedWith a catalogue as JSON */
    ComputeFeatures(String startedWith, SchemaSource schemas, Clock clock) {
        this.startedWith = Objects.requireNonNull(startedWith, "startedWith");
        this.schemas = Objects.requireNonNull(schemas, "schemas");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        CatalogueState.begin(context, startedWith);
    }

    @Override
    public void open(OpenContext context) {
        catalogue = new CatalogueState();
        codec = new EventCodec(schemas.open());
        metrics = new ViewMetrics(getRuntimeContext().getMetricGroup(), clock);
        states = getRuntimeContext().getState(STATE);
        kept = getRuntimeContext().getListState(KEPT);
        keeps = getRuntimeContext().getState(KEEPS);
        waitingSince = new HashMap<>();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // Keyed state and the broadcast state are all there is.
    }

    @Override
    public void processElement(FeatureInput input, ReadOnlyContext context, Collector<FeatureUpdate> out)
            throws Exception {
        metrics.watermark(context.currentWatermark());
        KnownVersions versions = catalogue.known(context.getBroadcastState(CatalogueState.DESCRIPTOR));
        Known known = versions.find(input.of().version());
        if (input instanceof Happened happened) {
            if (known != null) {
                happened(known, happened, context, out);
            } else if (!versions.isRetired(input.of().version())) {
                // The task that sent it heard of the version before this one did.
                keep(happened, context.timerService());
            }
        } else if (known != null) {
            backfilled(known, (Backfilled) input, context, out);
        }
    }

    private void happened(Known known, Happened happened, ReadOnlyContext context, Collector<FeatureUpdate> out)
            throws Exception {
        StreamedEvent event = happened.event();
        metrics.of(known).event(event.time() <= context.currentWatermark());
        if (known.isInPast(event)) {
            return; // It is in the past, or will be.
        }
        byte[] bytes = states.value();
        if (bytes == null && !known.hasPast()) {
            keep(happened, context.timerService());
            return;
        }
        List<StreamedEvent> events = bytes == null ? takeKept(known) : new ArrayList<>();
        events.add(event);
        emit(
                known,
                happened.of(),
                count(known, bytes, events, context.currentWatermark()),
                context.timerService(),
                out);
    }

    private void backfilled(Known known, Backfilled backfilled, ReadOnlyContext context, Collector<FeatureUpdate> out)
            throws Exception {
        if (known.past() instanceof Past.Streamed || states.value() != null) {
            return; // A past that this job does without, or that came before.
        }
        byte[] past = known.format().withLayout(backfilled.state());
        ViewState state = count(known, past, takeKept(known), context.currentWatermark());
        emit(known, backfilled.of(), state, context.timerService(), out);
    }

    @Override
    public void processBroadcastElement(String changed, Context context, Collector<FeatureUpdate> out)
            throws Exception {
        BroadcastState<String, String> state = context.getBroadcastState(CatalogueState.DESCRIPTOR);
        Optional<KnownVersions> before = catalogue.accept(changed, state);
        if (before.isEmpty()) {
            return;
        }
        KnownVersions now = catalogue.known(state);
        context.applyToKeyedState(KEPT, (key, events) -> settle(key, now, context.currentWatermark(), out));
        if (!now.ids().containsAll(before.get().ids())) {
            context.applyToKeyedState(STATE, (key, bytes) -> retire(key, before.get(), now, out));
        }
    }

    /** Counts what was kept of a key that no past came for, once there is none that could. Its timer looks after decays. */
    private void settle(String key, KnownVersions versions, long watermark, Collector<FeatureUpdate> out)
            throws Exception {
        EntityOfVersion of = EntityOfVersion.parse(key);
        Known known = versions.find(of.version());
        if (known != null && known.hasPast() && states.value() == null) {
            List<StreamedEvent> events = takeKept(known);
            if (!events.isEmpty()) {
                ViewState state = count(known, null, events, watermark);
                tell(known, of, state, out);
            }
        } else if (versions.isRetired(of.version())) {
            forgetKept();
        }
    }

    private void retire(String key, KnownVersions before, KnownVersions now, Collector<FeatureUpdate> out) {
        EntityOfVersion of = EntityOfVersion.parse(key);
        Known known = before.find(of.version());
        if (now.isRetired(of.version())) {
            states.clear();
            if (known != null) {
                out.collect(FeatureUpdate.removal(known.version(), of.entity()));
            }
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<FeatureUpdate> out) throws Exception {
        metrics.watermark(context.currentWatermark());
        EntityOfVersion of = EntityOfVersion.parse(context.getCurrentKey());
        KnownVersions versions = catalogue.known(context.getBroadcastState(CatalogueState.DESCRIPTOR));
        Known known = versions.find(of.version());
        byte[] bytes = states.value();
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            if (known != null && bytes != null) {
                known.format().read(bytes).nextDecay().ifPresent(context.timerService()::registerEventTimeTimer);
            } else if (keeps.value() != null) {
                lookLater(of.version(), context.timerService());
            }
        } else if (known != null && bytes != null) {
            ViewState state = known.format().read(bytes);
            if (state.advance(Math.max(timestamp, context.currentWatermark()))) {
                metrics.of(known).decay();
                states.update(known.format().write(state));
                emit(known, of, state, context.timerService(), out);
            }
        }
    }

    private void keep(Happened happened, TimerService timers) throws Exception {
        if (keeps.value() == null) {
            keeps.update(true);
            lookLater(happened.of().version(), timers);
        }
        kept.add(happened.event());
    }

    /**
     * A broadcast cannot set timers; so a key whose events are kept looks by itself for what became of them, the less often
     * the longer its version has been waiting.
     */
    private void lookLater(String version, TimerService timers) {
        long now = timers.currentProcessingTime();
        long waited = now - waitingSince.computeIfAbsent(version, first -> now);
        timers.registerProcessingTimeTimer(
                now + Math.min(LATEST_LOOK.toMillis(), Math.max(SOONEST_LOOK.toMillis(), waited)));
    }

    private List<StreamedEvent> takeKept(Known known) throws Exception {
        List<StreamedEvent> events = new ArrayList<>();
        if (keeps.value() == null) {
            return events;
        }
        for (StreamedEvent event : kept.get()) {
            if (!known.isInPast(event)) {
                events.add(event);
            }
        }
        forgetKept();
        return events;
    }

    private void forgetKept() {
        kept.clear();
        keeps.clear();
    }

    private ViewState count(Known known, byte @Nullable [] bytes, List<StreamedEvent> events, long watermark)
            throws Exception {
        ViewState state = known.format().read(bytes);
        for (StreamedEvent event : events) {
            state.add(known.aggregation()
                    .observe(event.type(), event.time(), event.source(), event.id(), column -> event.event(codec)
                            .value(column)));
        }
        state.advance(watermark);
        states.update(known.format().write(state));
        return state;
    }

    private static void emit(
            Known known, EntityOfVersion of, ViewState state, TimerService timers, Collector<FeatureUpdate> out) {
        state.nextDecay().ifPresent(timers::registerEventTimeTimer);
        tell(known, of, state, out);
    }

    /** What is told of an entity before its first event is kept, and has no values yet. */
    private static void tell(Known known, EntityOfVersion of, ViewState state, Collector<FeatureUpdate> out) {
        if (!state.isEmpty()) {
            out.collect(update(known, of, state));
        }
    }

    private static FeatureUpdate update(Known known, EntityOfVersion of, ViewState state) {
        return new FeatureUpdate(known.version(), of.entity(), state.asOf(), state.values());
    }
}
