package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.streamingfeatures.FeatureInput.Happened;
import io.tidemill.featurejobs.streamingfeatures.KnownVersions.Known;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;

/** Sends each event to every version of a view that is computed from its type. */
final class RouteEvents extends BroadcastProcessFunction<StreamedEvent, String, FeatureInput>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final String startedWith;
    private final SchemaSource schemas;
    private transient CatalogueState catalogue;
    private transient EventCodec codec;
    private transient Map<String, Counter> keyless;

    /** @param startedWith a catalogue as JSON */
    RouteEvents(String startedWith, SchemaSource schemas) {
        this.startedWith = Objects.requireNonNull(startedWith, "startedWith");
        this.schemas = Objects.requireNonNull(schemas, "schemas");
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        CatalogueState.begin(context, startedWith);
    }

    @Override
    public void open(OpenContext context) {
        catalogue = new CatalogueState();
        codec = new EventCodec(schemas.open());
        keyless = new HashMap<>();
    }

    @Override
    public void processElement(StreamedEvent event, ReadOnlyContext context, Collector<FeatureInput> out)
            throws Exception {
        KnownVersions known = catalogue.known(context.getBroadcastState(CatalogueState.DESCRIPTOR));
        for (Known version : known.of(event.type())) {
            Optional<String> entity = version.key(event.type())
                    .find(event.subject(), column -> event.event(codec).value(column));
            if (entity.isPresent()) {
                out.collect(new Happened(new EntityOfVersion(version.id(), entity.get()), event));
            } else {
                keyless(version.version().storedName()).inc();
            }
        }
    }

    @Override
    public void processBroadcastElement(String changed, Context context, Collector<FeatureInput> out) throws Exception {
        catalogue.accept(changed, context.getBroadcastState(CatalogueState.DESCRIPTOR));
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // The broadcast state is all there is.
    }

    /** Counts events of a view that belong to nobody, since a field of their key has no value. */
    private Counter keyless(String view) {
        return keyless.computeIfAbsent(view, name -> getRuntimeContext()
                .getMetricGroup()
                .addGroup("view", name)
                .counter("tidemill_feature_keyless_events"));
    }
}
