package io.tidemill.ingestion.deadletters;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events to their topics and tells when all replicas in sync have them. Safe to share between threads. */
final class LetterPublisher implements AutoCloseable {
    private static final int TIMEOUT_MILLISECONDS = 10_000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventIntake intake;

    LetterPublisher(String bootstrapServers, EventIntake intake) {
        this.intake = intake;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "client.id",
                        "dead-letters",
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "compression.type",
                        "lz4",
                        "linger.ms",
                        5,
                        "max.block.ms",
                        TIMEOUT_MILLISECONDS,
                        "request.timeout.ms",
                        TIMEOUT_MILLISECONDS / 2,
                        "delivery.timeout.ms",
                        TIMEOUT_MILLISECONDS,
                        "max.request.size",
                        Topic.MAXIMUM_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends an event; the future fails with a {@link ProblemException} when it is not known to have arrived. */
    CompletableFuture<Void> send(Event event) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            producer.send(intake.record(event), (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.complete(null);
                } else {
                    acknowledged.completeExceptionally(problem(failure));
                }
            });
        } catch (KafkaException e) {
            acknowledged.completeExceptionally(problem(e));
        }
        return acknowledged;
    }

    /** Waits until nothing is on its way. */
    void flush() {
        producer.flush();
    }

    /** What went wrong with something that was sent before {@link #flush()}. */
    static Optional<ProblemException> failure(CompletableFuture<Void> acknowledged) {
        try {
            acknowledged.join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(
                    e.getCause() instanceof ProblemException problem
                            ? problem
                            : ProblemException.unavailable("not sent", RETRY_AFTER)
                                    .withCause(e));
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private static ProblemException problem(Exception failure) {
        return ProblemException.unavailable(
                        "Kafka has not acknowledged in time; the letter stays as it was, replay it again", RETRY_AFTER)
                .withCause(failure);
    }
}
