package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes updates to the online store, in batches. An update that is written again after a restart changes nothing, since
 * the store keeps what is not older.
 */
final class OnlineStoreSink implements Sink<FeatureUpdate> {
    private static final long serialVersionUID = 1L;

    private final OnlineStoreConfig config;

    OnlineStoreSink(OnlineStoreConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    @Override
    public SinkWriter<FeatureUpdate> createWriter(WriterInitContext context) {
        return new OnlineStoreBatches(
                OnlineStoreWriter.open(config), context.getProcessingTimeService(), context.metricGroup());
    }
}
