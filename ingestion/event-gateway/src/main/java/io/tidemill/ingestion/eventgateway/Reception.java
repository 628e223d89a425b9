package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.eventgateway.IdempotentPublisher.Taking;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.MissingPersonalDataKeyException;
import io.tidemill.schemas.contracts.PersonalData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes single events, whichever way they came: checks one, protects the personal data in it, sends it, and tells what became of it.
 *
 * @param oldest how far back an event's time may lie; empty for any time
 */
record Reception(
        CloudEventReader reader,
        PersonalData personalData,
        IdempotentPublisher publisher,
        GatewayMetrics metrics,
        Optional<Duration> oldest,
        Clock clock) {
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    /**
     * Takes an event.
     *
     * @return its receipt; failed with a {@link ProblemException} if it was not taken
     */
    CompletableFuture<Receipt> receive(CloudEventReader.Attributes attributes, JsonNode data, Caller caller) {
        CompletableFuture<Taking> taken;
        Event event;
        try {
            event = withoutPersonalData(reader.read(attributes, data, caller));
            requireRecent(event, attributes);
            taken = publisher.publish(event, attributes.extensions());
        } catch (ProblemException problem) {
            metrics.answered(problem.status());
            return CompletableFuture.failedFuture(problem);
        }
        String id = event.id();
        String source = event.source();
        return taken.whenComplete((done, failure) -> metrics.answered(
                        failure == null ? 202 : Failures.problem(failure).status()))
                .thenApply(how -> Receipt.accepted(id, source, how == Taking.AGAIN));
    }

    /** Takes an event in structured mode that came among others: what is wrong with it is in its receipt. */
    CompletableFuture<Receipt> receive(JsonNode event, Caller caller) {
        String id = event.path("id").textValue();
        String source = event.path("source").textValue();
        CompletableFuture<Receipt> receipt;
        try {
            StructuredAttributes attributes = StructuredAttributes.of(event);
            receipt = receive(attributes, attributes.data(), caller);
        } catch (ProblemException problem) {
            metrics.answered(problem.status());
            receipt = CompletableFuture.failedFuture(problem);
        }
        return receipt.exceptionally(failure -> Receipt.refused(id, source, Failures.problem(failure)));
    }

    private Event withoutPersonalData(Event event) {
        try {
            return personalData.protect(event);
        } catch (MissingPersonalDataKeyException e) {
            throw ProblemException.unavailable(
                            "events of type " + event.type()
                                    + " hold personal data, and this server has no key to hash it with: its operator"
                                    + " must set pii.key-file",
                            RETRY_AFTER)
                    .withCause(e);
        }
    }

    private void requireRecent(Event event, CloudEventReader.Attributes attributes) {
        if (oldest.isEmpty()) {
            return;
        }
        Instant earliest = clock.instant().minus(oldest.get());
        if (event.time().isBefore(earliest)) {
            throw ProblemException.invalid(
                    attributes.name("time"),
                    event.time() + ": expected a time at most " + oldest.get() + " back, that is since " + earliest);
        }
    }
}
