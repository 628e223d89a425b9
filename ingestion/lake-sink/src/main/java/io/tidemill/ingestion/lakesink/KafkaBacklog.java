package io.tidemill.ingestion.lakesink;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker. After the last record of a partition there may be markers of transactions, which have offsets and are
 * no records; only reading on tells.
 */
final class KafkaBacklog implements Backlog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBacklog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KafkaConsumer<byte[], byte[]> consumer;

    KafkaBacklog(String bootstrapServers) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "client.id", "tidemill.lake.backlog",
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "max.poll.records", "10"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public Set<TopicPartition> partitions(Collection<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
    }

    @Override
    public Set<TopicPartition> exhausted(Collection<PartitionProgress> read) {
        Map<TopicPartition, Long> next = new HashMap<>();
        read.forEach(progress ->
                next.put(new TopicPartition(progress.topic(), progress.partition()), progress.nextOffset()));
        try {
            return exhausted(next);
        } catch (KafkaException e) {
            LOG.atInfo().addKeyValue("reason", e.getMessage()).log("cannot tell whether partitions are idle");
            return Set.of();
        }
    }

    private Set<TopicPartition> exhausted(Map<TopicPartition, Long> next) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(next.keySet(), PATIENCE);
        Set<TopicPartition> exhausted = new HashSet<>();
        Set<TopicPartition> unsure = new HashSet<>();
        next.forEach((partition, offset) -> (offset >= at(ends, partition) ? exhausted : unsure).add(partition));
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(unsure, PATIENCE);
        unsure.removeIf(partition -> at(begins, partition) >= at(ends, partition) && exhausted.add(partition));
        if (unsure.isEmpty()) {
            return exhausted;
        }
        consumer.assign(unsure);
        unsure.forEach(partition -> consumer.seek(partition, Math.max(at(next, partition), at(begins, partition))));
        exhausted.addAll(withoutRecords(unsure, ends));
        consumer.assign(Set.of());
        return exhausted;
    }

    private Set<TopicPartition> withoutRecords(Set<TopicPartition> candidates, Map<TopicPartition, Long> ends) {
        Set<TopicPartition> open = new HashSet<>(candidates);
        Set<TopicPartition> without = new HashSet<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(100));
            open.removeAll(polled.partitions());
            consumer.pause(polled.partitions());
            open.removeIf(partition ->
                    consumer.position(partition, PATIENCE) >= at(ends, partition) && without.add(partition));
        }
        return without;
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), "the broker left out a partition");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
