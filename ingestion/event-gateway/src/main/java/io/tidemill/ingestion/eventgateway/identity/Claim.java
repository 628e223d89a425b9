package io.tidemill.ingestion.eventgateway.identity;

import io.tidemill.schemas.contracts.EventContent;
import java.util.concurrent.CompletableFuture;

/** What is known of an event's key when it comes to be sent. */
public sealed interface Claim {
    /** Nothing: whoever has this claim sends the event, and must tell {@link SentEvents} how that ended. */
    record New() implements Claim {}

    /**
     * Another is being sent under this key.
     *
     * @param content what it says
     * @param acknowledged done when Kafka has it; failed when that is not known
     */
    record InFlight(EventContent content, CompletableFuture<FirstEvent> acknowledged) implements Claim {}

    /** Kafka has one under this key. */
    record Taken(FirstEvent first) implements Claim {}
}
