package io.tidemill.ingestion.eventgateway.identity;

import io.tidemill.schemas.contracts.EventContent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The events that are being sent, and the last that Kafka acknowledged. An event whose sending failed, or ended nobody
 * knows how, is not remembered: it may be sent again. Safe to share between threads.
 */
public final class SentEvents {
    private final Map<EventKey, Claim.InFlight> inFlight = new HashMap<>();
    private final IdWindow acknowledged;

    /** @param capacity how many acknowledged events are remembered */
    public SentEvents(int capacity) {
        this.acknowledged = new IdWindow(capacity);
    }

    /** Looks an event up and, if nothing is known of its key, marks it as being sent. */
    public synchronized Claim claim(EventKey key, EventContent content) {
        Claim.InFlight sending = inFlight.get(key);
        if (sending != null) {
            return sending;
        }
        Optional<FirstEvent> first = acknowledged.find(key);
        if (first.isPresent()) {
            return new Claim.Taken(first.get());
        }
        inFlight.put(key, new Claim.InFlight(content, new CompletableFuture<>()));
        return new Claim.New();
    }

    /** Kafka has the event that was claimed. */
    public void acknowledged(EventKey key, FirstEvent event) {
        Claim.InFlight sent;
        synchronized (this) {
            acknowledged.add(key, event);
            sent = inFlight.remove(key);
        }
        if (sent != null) {
            sent.acknowledged().complete(event);
        }
    }

    /** It is not known whether Kafka has the event that was claimed. */
    public void failed(EventKey key, Throwable failure) {
        Claim.InFlight sent;
        synchronized (this) {
            sent = inFlight.remove(key);
        }
        if (sent != null) {
            sent.acknowledged().completeExceptionally(failure);
        }
    }

    /** Remembers an event that was found on its topic. */
    public synchronized void remember(EventKey key, FirstEvent event) {
        acknowledged.add(key, event);
    }

    /** Whether an acknowledged event under the key is remembered. */
    public synchronized boolean remembers(EventKey key) {
        return acknowledged.find(key).isPresent();
    }

    /** How many acknowledged events are remembered. */
    public synchronized int size() {
        return acknowledged.size();
    }

    /** How many events are being sent. */
    public synchronized int inFlight() {
        return inFlight.size();
    }
}
