package io.tidemill.ingestion.lakesink;

import io.tidemill.ingestion.laketables.Lake;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a job begins that has no checkpoint: where the table of each topic stands, or at the topic's beginning. The dead
 * letters before that are in their table, which is committed to first.
 */
final class TableOffsets implements OffsetsInitializer {
    private static final long serialVersionUID = 1L;

    /** The Kafka source's own word for a partition's beginning. */
    private static final long EARLIEST = -2;

    private final LakeSettings settings;

    TableOffsets(LakeSettings settings) {
        this.settings = settings;
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
        Map<TopicPartition, Long> begin = new HashMap<>();
        try (Lake lake = Lake.open(settings.catalog())) {
            LakePosition position = LakePosition.read(lake, new TopicIds(settings.kafka()));
            for (TopicPartition partition : partitions) {
                long next = position.of(TopicTables.ofEvents(partition.topic())).next(partition);
                begin.put(partition, next == 0 ? EARLIEST : next);
            }
        }
        return begin;
    }

    @Override
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.EARLIEST;
    }
}
