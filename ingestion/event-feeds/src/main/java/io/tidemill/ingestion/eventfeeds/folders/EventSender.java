package io.tidemill.ingestion.eventfeeds.folders;

import io.tidemill.schemas.contracts.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records, and knows after each flush that all of them have arrived. Not safe to share between threads. */
public final class EventSender implements AutoCloseable {
    private static final int TIMEOUT_MILLISECONDS = 30_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    public EventSender(String bootstrapServers, String clientId) {
        this.producer = new KafkaProducer<>(
                settings(bootstrapServers, clientId), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends a record. */
    public void send(ProducerRecord<byte[], byte[]> record) throws IOException {
        try {
            producer.send(record, (metadata, problem) -> {
                if (problem != null) {
                    failure.compareAndSet(null, problem);
                }
            });
        } catch (KafkaException e) {
            throw new IOException("Kafka does not take events: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until what was sent is acknowledged by all replicas in sync.
     *
     * @throws IOException if something since the last flush is not known to be
     */
    public void flush() throws IOException {
        producer.flush();
        Exception problem = failure.getAndSet(null);
        if (problem != null) {
            throw new IOException("Kafka has not acknowledged: " + problem.getMessage(), problem);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private static Map<String, Object> settings(String bootstrapServers, String clientId) {
        return Map.ofEntries(
                Map.entry("bootstrap.servers", bootstrapServers),
                Map.entry("client.id", clientId),
                Map.entry("acks", "all"),
                Map.entry("enable.idempotence", true),
                Map.entry("compression.type", "lz4"),
                Map.entry("linger.ms", 5),
                Map.entry("batch.size", 256 << 10),
                Map.entry("max.block.ms", TIMEOUT_MILLISECONDS),
                Map.entry("delivery.timeout.ms", TIMEOUT_MILLISECONDS),
                Map.entry("request.timeout.ms", TIMEOUT_MILLISECONDS / 3),
                Map.entry("max.request.size", Topic.MAXIMUM_RECORD_BYTES));
    }
}
