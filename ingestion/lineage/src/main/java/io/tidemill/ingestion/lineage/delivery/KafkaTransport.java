package io.tidemill.ingestion.lineage.delivery;

import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.TopicCreation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes each event to a topic as JSON, the key the job, as OpenLineage's own Kafka transport does. */
public final class KafkaTransport implements Transport {
    private static final Duration RETENTION = Duration.ofDays(30);

    private final String bootstrapServers;
    private final Topic topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private boolean created;

    public KafkaTransport(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = new Topic(topic, "lineage", "job", 1, Optional.of(RETENTION));
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "acks", "all",
                        "enable.idempotence", "true",
                        "max.block.ms", "10000",
                        "delivery.timeout.ms", "30000",
                        "request.timeout.ms", "10000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Delivered deliver(List<Outbox.Waiting> events, long length) throws IOException, InterruptedException {
        try {
            create();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Outbox.Waiting event : events) {
                sent.add(producer.send(new ProducerRecord<>(
                        topic.name(),
                        event.job().getBytes(StandardCharsets.UTF_8),
                        event.body().getBytes(StandardCharsets.UTF_8))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            return new Delivered(events.size(), 0, length);
        } catch (ExecutionException | KafkaException e) {
            throw new IOException("Kafka does not take lineage on topic " + topic.name(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }

    private void create() throws ExecutionException, InterruptedException {
        if (created) {
            return;
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            TopicCreation.createAbsent(admin, List.of(topic));
            created = true;
        }
    }
}
