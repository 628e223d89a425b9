package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.ViewRows;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes one view's updates to the online store, in batches. An update that is written again after a restart changes
 * nothing, since the store keeps what is not older.
 */
final class OnlineStoreSink implements Sink<FeatureUpdate> {
    private static final long serialVersionUID = 1L;

    private final OnlineStoreConfig config;
    private final StreamFeatureView view;
    private final List<Entity> entities;

    OnlineStoreSink(OnlineStoreConfig config, StreamFeatureView view, List<Entity> entities) {
        this.config = Objects.requireNonNull(config, "config");
        this.view = Objects.requireNonNull(view, "view");
        this.entities = List.copyOf(entities);
    }

    @Override
    public SinkWriter<FeatureUpdate> createWriter(WriterInitContext context) {
        return new OnlineStoreBatches(
                OnlineStoreWriter.open(config),
                new ViewRows(view, entities),
                context.getProcessingTimeService(),
                context.metricGroup().addGroup("view", view.name()));
    }
}
