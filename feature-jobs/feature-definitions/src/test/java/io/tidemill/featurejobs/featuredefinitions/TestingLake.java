package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.trainingsets.TestingOrders;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Takes orders from their topic to their table, each once, and tells in each snapshot how far it is; on a thread of its own. */
final class TestingLake implements AutoCloseable {
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());

    private final TestingOrders table;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> seen = new HashSet<>();
    private final Thread thread = new Thread(this::run, "testing-lake");
    private volatile boolean closed;

    TestingLake(LakeCatalog lake, String kafka) {
        table = TestingOrders.in(lake);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread.start();
    }

    private void run() {
        List<TopicPartition> partitions = List.of(
                new TopicPartition(TestingShop.ORDERS.name(), 0), new TopicPartition(TestingShop.ORDERS.name(), 1));
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                List<Record> rows = new ArrayList<>();
                consumer.poll(Duration.ofMillis(300)).forEach(read -> row(read, rows));
                if (!rows.isEmpty()) {
                    TreeMap<String, Long> next = new TreeMap<>();
                    partitions.forEach(partition -> next.put(partition.toString(), consumer.position(partition)));
                    table.append(Map.of(LakeTables.OFFSETS_PROPERTY, json(next)), rows.toArray(Record[]::new));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(Map<String, Long> next) {
        StringBuilder json = new StringBuilder("{");
        next.forEach((partition, offset) -> json.append(json.length() == 1 ? "" : ",")
                .append('"')
                .append(partition)
                .append("\":")
                .append(offset));
        return json.append('}').toString();
    }

    private void row(ConsumerRecord<byte[], byte[]> read, List<Record> rows) {
        try {
            Event event = CODEC.decode(read);
            if (event.data() != null && seen.add(event.id())) {
                String time = event.time().toString();
                Record row = TestingOrders.order(
                        event.subject(),
                        time,
                        Objects.requireNonNull(event.value("amount")).toString());
                Object category = event.value("category");
                row.setField("category", category == null ? null : category.toString());
                rows.add(row);
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
