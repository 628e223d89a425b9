package io.tidemill.ingestion.lakesink;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Two partitions a topic, of which a test says whether they were read to their end. */
final class TestingBacklog implements Backlog {
    final Set<Integer> unreadPartitions = new HashSet<>();

    @Override
    public Set<TopicPartition> partitions(Collection<String> topics) {
        return topics.stream()
                .flatMap(topic -> IntStream.range(0, 2).mapToObj(partition -> new TopicPartition(topic, partition)))
                .collect(Collectors.toSet());
    }

    @Override
    public Set<TopicPartition> exhausted(Collection<PartitionProgress> read) {
        return read.stream()
                .filter(progress -> !unreadPartitions.contains(progress.partition()))
                .map(progress -> new TopicPartition(progress.topic(), progress.partition()))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
