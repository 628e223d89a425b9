package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.eventgateway.identity.Claim;
import io.tidemill.ingestion.eventgateway.identity.EventKey;
import io.tidemill.ingestion.eventgateway.identity.FirstEvent;
import io.tidemill.ingestion.eventgateway.identity.SentEvents;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventContent;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.RejectedRecord;
import io.tidemill.schemas.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends each pair of source and id once, as far back as is remembered. The same event again has the outcome of the first
 * and is not sent again; another event under the same pair is recorded as a dead letter and refused.
 */
record IdempotentPublisher(EventPublisher publisher, SentEvents sent, GatewayMetrics metrics) {
    /** How an event was taken. */
    enum Taking {
        FIRST,
        AGAIN
    }

    /** An event about to be sent. */
    private record Attempt(Event event, EventKey key, EventContent content, ProducerRecord<byte[], byte[]> record) {}

    /**
     * Publishes an event.
     *
     * @param extensions its extension attributes by name
     * @return done when Kafka has the event; failed with a {@link ProblemException}: 409 if the pair is another event's,
     *     503 if it is not known whether Kafka has it
     */
    CompletableFuture<Taking> publish(Event event, Map<String, String> extensions) {
        ProducerRecord<byte[], byte[]> made = publisher.record(Topics.ofEvents(event.type()), null, event);
        extensions.forEach((name, value) -> made.headers().add("ce_" + name, value.getBytes(StandardCharsets.UTF_8)));
        EventContent content =
                EventContent.of(event.type(), event.subject(), event.time(), event.tenantId(), made.value());
        return publish(new Attempt(event, EventKey.of(event.source(), event.id()), content, made));
    }

    private CompletableFuture<Taking> publish(Attempt attempt) {
        Claim claim = sent.claim(attempt.key(), attempt.content());
        if (claim instanceof Claim.Taken taken) {
            return again(attempt, taken.first());
        }
        if (claim instanceof Claim.InFlight first) {
            // Not on the thread that Kafka's producer calls back on: recording a conflict may wait.
            return first.content().contradicts(attempt.content())
                    ? first.acknowledged().thenComposeAsync(taken -> again(attempt, taken))
                    : first.acknowledged().thenCompose(taken -> again(attempt, taken));
        }
        return send(attempt.key(), attempt.content(), attempt.record()).thenApply(first -> Taking.FIRST);
    }

    private CompletableFuture<Taking> again(Attempt attempt, FirstEvent first) {
        if (first.content().contradicts(attempt.content())) {
            return refuse(attempt, first);
        }
        metrics.duplicate();
        return CompletableFuture.completedFuture(Taking.AGAIN);
    }

    /** Refused when the refusal is on record; the same refused event again is not recorded again. */
    private CompletableFuture<Taking> refuse(Attempt attempt, FirstEvent first) {
        ProblemException problem = ProblemException.conflict("id", detail(attempt, first));
        EventKey key = attempt.key().with(attempt.content());
        Claim claim = sent.claim(key, attempt.content());
        CompletableFuture<FirstEvent> recorded;
        if (claim instanceof Claim.Taken taken) {
            recorded = CompletableFuture.completedFuture(taken.first());
        } else if (claim instanceof Claim.InFlight other) {
            recorded = other.acknowledged();
        } else {
            new RejectedRecord(Reason.CONFLICTING_EVENT, problem.detail())
                    .addTo(attempt.record().headers());
            recorded = send(key, attempt.content(), attempt.record());
        }
        metrics.conflict();
        return recorded.thenCompose(done -> CompletableFuture.failedFuture(problem));
    }

    private CompletableFuture<FirstEvent> send(
            EventKey key, EventContent content, ProducerRecord<byte[], byte[]> sending) {
        CompletableFuture<Void> acknowledged;
        try {
            acknowledged = publisher.send(sending);
        } catch (RuntimeException e) {
            acknowledged = CompletableFuture.failedFuture(e);
        }
        Instant takenAt = Instant.ofEpochMilli(Objects.requireNonNull(sending.timestamp()));
        FirstEvent first = new FirstEvent(content, takenAt);
        return acknowledged.thenApply(done -> first).whenComplete((done, failure) -> {
            if (failure == null) {
                sent.acknowledged(key, first);
            } else {
                sent.failed(key, failure);
            }
        });
    }

    private static String detail(Attempt attempt, FirstEvent first) {
        return "id " + attempt.event().id() + " of source " + attempt.event().source()
                + " is that of another event, taken at " + first.takenAt() + " with content "
                + first.content().hash() + "; this one has content "
                + attempt.content().hash() + ": expected the same event, or another id. It is kept as a dead letter";
    }
}
