package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.trainingsets.TestingOrders;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes events from the topics of their types to their tables, each once, and tells in each snapshot how far it is; on a thread
 * of its own.
 */
final class TestingLake implements AutoCloseable {
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());

    /** By topic. */
    private final Map<String, TestingOrders> tables = new HashMap<>();

    private final List<TopicPartition> partitions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> seen = new HashSet<>();
    private final Thread thread = new Thread(this::run, "testing-lake");
    private volatile boolean closed;

    TestingLake(LakeCatalog lake, String kafka) {
        TestingShop.TOPICS.forEach((type, topic) -> tables.put(topic.name(), TestingOrders.in(lake, type)));
        partitions = TestingShop.TOPICS.values().stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread.start();
    }

    private void run() {
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(300));
                for (Topic topic : TestingShop.TOPICS.values()) {
                    List<Event> rows = new ArrayList<>();
                    polled.records(topic.name()).forEach(read -> row(read, rows));
                    if (!rows.isEmpty()) {
                        Objects.requireNonNull(tables.get(topic.name()))
                                .append(Map.of(LakeTables.OFFSETS_PROPERTY, offsets(topic)), rows);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String offsets(Topic topic) {
        TreeMap<String, Long> next = new TreeMap<>();
        partitions.stream()
                .filter(partition -> partition.topic().equals(topic.name()))
                .forEach(partition -> next.put(partition.toString(), consumer.position(partition)));
        StringBuilder json = new StringBuilder("{");
        next.forEach((partition, offset) -> json.append(json.length() == 1 ? "" : ",")
                .append('"')
                .append(partition)
                .append("\":")
                .append(offset));
        return json.append('}').toString();
    }

    private void row(ConsumerRecord<byte[], byte[]> read, List<Event> rows) {
        try {
            Event event = CODEC.decode(read);
            if (event.data() != null && seen.add(event.id())) {
                rows.add(event);
            }
        } catch (MalformedRecordException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
