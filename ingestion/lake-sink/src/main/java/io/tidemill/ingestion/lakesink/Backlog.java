package io.tidemill.ingestion.lakesink;

import java.util.Collection;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Knows what stands on Kafka and was not read yet. */
interface Backlog extends AutoCloseable {
    /** The partitions of topics. */
    Set<TopicPartition> partitions(Collection<String> topics);

    /**
     * Of some partitions those that have no record after what was read. A partition of which that cannot be known now,
     * because the broker does not answer, is not among them.
     */
    Set<TopicPartition> exhausted(Collection<PartitionProgress> read);

    @Override
    void close();
}
