package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends events to Kafka and tells when all replicas in sync have them. Safe to share between threads. */
final class EventPublisher implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec;
    private final Clock clock;
    private final GatewayMetrics metrics;
    private final BooleanSupplier open;
    private final KafkaAvailability availability = new KafkaAvailability();

    /**
     * A publisher.
     *
     * @param open whether the topics exist; before, nothing is sent, lest a broker make them with other settings
     */
    EventPublisher(
            GatewaySettings settings, EventCodec codec, Clock clock, GatewayMetrics metrics, BooleanSupplier open) {
        this.producer =
                new KafkaProducer<>(producerSettings(settings), new ByteArraySerializer(), new ByteArraySerializer());
        this.codec = codec;
        this.clock = clock;
        this.metrics = metrics;
        this.open = open;
    }

    /**
     * The record of an event.
     *
     * @param partition which one; {@code null} to let the subject decide
     */
    ProducerRecord<byte[], byte[]> record(Topic topic, @Nullable Integer partition, Event event) {
        return codec.encode(topic, partition, event, clock.instant());
    }

    /**
     * Sends a record; may wait for the acknowledge timeout when Kafka stops answering, and does not once it has stopped.
     *
     * @return done when the record is acknowledged; failed with a {@link ProblemException} when that is not known
     */
    CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> sent) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        KafkaAvailability.Attempt attempt;
        try {
            attempt = attempt();
        } catch (ProblemException e) {
            acknowledged.completeExceptionally(e);
            return acknowledged;
        }
        long start = System.nanoTime();
        try {
            producer.send(sent, (metadata, failure) -> {
                metrics.published(start);
                if (failure == null) {
                    attempt.answered();
                    acknowledged.complete(null);
                } else {
                    acknowledged.completeExceptionally(problem(failure, attempt));
                }
            });
        } catch (KafkaException e) {
            acknowledged.completeExceptionally(problem(e, attempt));
        } catch (RuntimeException e) {
            // A probe that never ended would have every other refused for ever.
            attempt.toldNothing();
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }

    /** How many partitions a topic has. */
    int partitions(Topic topic) {
        KafkaAvailability.Attempt attempt = attempt();
        try {
            int partitions = producer.partitionsFor(topic.name()).size();
            attempt.answered();
            return partitions;
        } catch (KafkaException e) {
            throw problem(e, attempt);
        } catch (RuntimeException e) {
            attempt.toldNothing();
            throw e;
        }
    }

    /** What is wrong with the connection to Kafka, as far as the producer knows. */
    Optional<String> problem() {
        return open.getAsBoolean() ? Optional.empty() : Optional.of("the topics do not exist yet");
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private KafkaAvailability.Attempt attempt() {
        if (!open.getAsBoolean()) {
            throw ProblemException.unavailable("Kafka does not answer yet: try again", RETRY_AFTER);
        }
        return availability
                .attempt()
                .orElseThrow(() -> ProblemException.unavailable(
                        "Kafka does not acknowledge events at the moment; this one was not sent: send it again",
                        RETRY_AFTER));
    }

    private static ProblemException problem(Exception failure, KafkaAvailability.Attempt attempt) {
        if (failure instanceof RecordTooLargeException || failure instanceof SerializationException) {
            attempt.toldNothing();
            return new ProblemException(
                    413,
                    "Event too large",
                    "data",
                    "expected an event of at most " + Topic.MAXIMUM_RECORD_BYTES + " bytes");
        }
        attempt.unanswered();
        return ProblemException.unavailable(
                        "Kafka has not acknowledged the event in time; it may be sent again under the same id",
                        RETRY_AFTER)
                .withCause(failure);
    }

    private static Map<String, Object> producerSettings(GatewaySettings settings) {
        int timeout = Math.toIntExact(settings.acknowledgeTimeout().toMillis());
        return Map.of(
                "bootstrap.servers",
                settings.bootstrapServers(),
                "client.id",
                "event-gateway",
                "acks",
                "all",
                "enable.idempotence",
                true,
                "compression.type",
                "lz4",
                "linger.ms",
                2,
                "max.block.ms",
                timeout,
                "delivery.timeout.ms",
                timeout,
                "request.timeout.ms",
                Math.max(timeout / 2, 50),
                "max.request.size",
                Topic.MAXIMUM_RECORD_BYTES);
    }
}
