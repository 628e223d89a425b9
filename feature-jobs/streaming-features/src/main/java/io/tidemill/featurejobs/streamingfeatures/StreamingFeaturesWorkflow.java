package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.infra.eventstreams.DropDuplicates;
import io.tidemill.infra.eventstreams.EventStream;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Records in; the features of every view, kept up to date in the online store. */
public final class StreamingFeaturesWorkflow {
    private StreamingFeaturesWorkflow() {}

    /**
     * Defines the job.
     *
     * @param records of the topics of all sources, with watermarks; poison is left to the lake, which keeps it
     * @param definitions the views
     * @param schemas where the schemas of events are
     * @param store where features go
     * @param remembered how long an event is known, so that it does not count twice
     * @param clock serialisable
     */
    public static void define(
            DataStream<StreamedRecord> records,
            FeatureDefinitions definitions,
            SchemaSource schemas,
            OnlineStoreConfig store,
            Duration remembered,
            Clock clock) {
        DataStream<StreamedEvent> events =
                DropDuplicates.of(EventStream.of(records, "read-events").events(), remembered, "drop-duplicates");
        for (StreamFeatureView view : definitions.views()) {
            define(events, view, definitions.entitiesOf(view), schemas, store, clock);
        }
    }

    private static void define(
            DataStream<StreamedEvent> events,
            StreamFeatureView view,
            List<Entity> entities,
            SchemaSource schemas,
            OnlineStoreConfig store,
            Clock clock) {
        events.filter(new SelectEvents(view, schemas))
                .name("select " + view.name())
                .uid("select-" + view.name())
                .keyBy(new KeyOfView(view, schemas))
                .process(new ComputeFeatures(view, schemas, clock), FeatureUpdate.TYPE)
                .name("compute " + view.name())
                .uid("compute-" + view.name())
                .sinkTo(new OnlineStoreSink(store, view, entities))
                .name("store " + view.name())
                .uid("store-" + view.name());
    }
}
