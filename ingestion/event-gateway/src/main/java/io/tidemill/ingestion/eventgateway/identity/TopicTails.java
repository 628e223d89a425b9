package io.tidemill.ingestion.eventgateway.identity;

import io.tidemill.schemas.contracts.EventContent;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the newest events back from their topics, so that a gateway that starts knows what was taken before, by itself or
 * another. It reads as far back in time as there is room to remember, the same for all topics.
 */
public final class TopicTails {
    private static final List<Duration> HORIZONS = List.of(
            Duration.ofDays(3650),
            Duration.ofDays(7),
            Duration.ofDays(1),
            Duration.ofHours(6),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            Duration.ofMinutes(1));
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final SentEvents events;
    private final int capacity;

    public TopicTails(String bootstrapServers, SentEvents events, int capacity) {
        this.bootstrapServers = bootstrapServers;
        this.events = events;
        this.capacity = capacity;
    }

    /**
     * Reads the tails up to their ends of now.
     *
     * @param topics which of the topics that there are, by name
     * @param patience how long it may take; what is not read by then is not remembered
     * @return whether all was read
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    public boolean read(Predicate<String> topics, Instant now, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topics);
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            starts(consumer, ends, now).forEach(consumer::seek);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                consumer.poll(POLL).forEach(this::remember);
            }
            return true;
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Predicate<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.listTopics().forEach((topic, infos) -> {
            if (topics.test(topic)) {
                infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
        });
        return partitions;
    }

    private Map<TopicPartition, Long> starts(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Instant now) {
        Map<TopicPartition, Long> starts = new HashMap<>(ends);
        for (Duration horizon : HORIZONS) {
            long since = Math.max(0, now.minus(horizon).toEpochMilli());
            Map<TopicPartition, Long> wanted = new HashMap<>();
            ends.keySet().forEach(partition -> wanted.put(partition, since));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
            long records = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                OffsetAndTimestamp first = found.get(end.getKey());
                long start = first == null ? end.getValue() : Math.min(first.offset(), end.getValue());
                starts.put(end.getKey(), start);
                records += end.getValue() - start;
            }
            if (records <= capacity) {
                break;
            }
        }
        return starts;
    }

    private void remember(ConsumerRecord<byte[], byte[]> found) {
        Optional<String> id = attribute(found, "ce_id");
        Optional<String> source = attribute(found, "ce_source");
        Optional<String> type = attribute(found, "ce_type").filter(name -> !name.equals(EventTypes.TIME_ADVANCED));
        Optional<Instant> time = attribute(found, "ce_time").flatMap(TopicTails::time);
        if (id.isEmpty() || source.isEmpty() || type.isEmpty() || time.isEmpty()) {
            return;
        }
        EventContent content = EventContent.of(
                type.get(),
                attribute(found, "ce_subject").orElse(""),
                time.get(),
                attribute(found, "ce_tenantid").orElse(""),
                found.value());
        Instant takenAt = Instant.ofEpochMilli(Math.max(0, found.timestamp()));
        EventKey key = EventKey.of(source.get(), id.get());
        Optional<RejectedRecord> rejected = RejectedRecord.of(found.headers());
        if (rejected.isEmpty()) {
            events.remember(key, new FirstEvent(content, takenAt));
        } else if (rejected.get().reason() == Reason.CONFLICTING_EVENT) {
            events.remember(key.with(content), new FirstEvent(content, takenAt));
        }
    }

    private static Optional<String> attribute(ConsumerRecord<byte[], byte[]> found, String name) {
        Header header = found.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Map<String, Object> settings() {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                "event-gateway-tails",
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "max.poll.records",
                5000);
    }
}
