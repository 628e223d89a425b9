package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.infra.eventstreams.DropDuplicates;
import io.tidemill.infra.eventstreams.EventStream;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Records in; the features of every version of every view, kept up to date in the online store. */
public final class StreamingFeaturesWorkflow {
    private StreamingFeaturesWorkflow() {}

    /**
     * What the job reads.
     *
     * @param records of the topics of all event types that a view may be computed from, with watermarks; poison is left to
     *     the lake, which keeps it
     * @param definitions catalogues as JSON, which say nothing about time
     * @param backfill what versions have from the lake, which says nothing about time either
     */
    record Inputs(
            DataStream<StreamedRecord> records, DataStream<String> definitions, DataStream<FeatureInput> backfill) {}

    /**
     * Defines the job.
     *
     * @param startedWith the views until others come
     * @param schemas where the schemas of events are
     * @param store where features go
     * @param remembered how long an event is known, so that it does not count twice
     * @param clock serialisable
     */
    static void define(
            Inputs inputs,
            FeatureCatalogue startedWith,
            SchemaSource schemas,
            OnlineStoreConfig store,
            Duration remembered,
            Clock clock) {
        String catalogue = CatalogueJson.write(startedWith);
        // Of every type, also of those that no view is computed from yet: a view that comes later must not count twice
        // what
        // the lake has once.
        DataStream<StreamedEvent> events = DropDuplicates.of(
                EventStream.of(inputs.records, "read-events").events(), remembered, "drop-duplicates");
        BroadcastStream<String> definitions = inputs.definitions.broadcast(CatalogueState.DESCRIPTOR);
        DataStream<FeatureInput> routed = events.connect(definitions)
                .process(new RouteEvents(catalogue, schemas), FeatureInput.TYPE)
                .name("route-events")
                .uid("route-events");
        routed.union(inputs.backfill)
                .keyBy(input -> input.of().key(), Types.STRING)
                .connect(definitions)
                .process(new ComputeFeatures(catalogue, schemas, clock), FeatureUpdate.TYPE)
                .name("compute-features")
                .uid("compute-features")
                .sinkTo(new OnlineStoreSink(store))
                .name("store-features")
                .uid("store-features");
    }
}
