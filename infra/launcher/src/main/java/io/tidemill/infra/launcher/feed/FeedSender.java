package io.tidemill.infra.launcher.feed;

import io.tidemill.infra.launcher.waiting.Poll;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.feed.Pace;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends a feed in batches, one after the other, so that events stay in their order. */
public final class FeedSender {
    private static final int BATCH = 1000;
    private static final int REFUSALS_TOLD = 20;

    private final GatewayClient client;
    private final Progress progress;
    private final Consumer<String> problems;
    private final SortedMap<String, Long> byType = new TreeMap<>();
    private final List<String> batch = new ArrayList<>(BATCH);
    private final long started = System.nanoTime();
    private long accepted;
    private long refused;
    private @Nullable Instant eventTime;

    /**
     * @param progress told how far the sending is
     * @param problems told why events were refused, in words; the first few
     */
    public FeedSender(GatewayClient client, Progress progress, Consumer<String> problems) {
        this.client = client;
        this.progress = progress;
        this.problems = problems;
    }

    /** Sends every event at its time. */
    public Sent send(Iterator<CloudEventJson> events, Pace pace) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long index = 0;
        while (events.hasNext()) {
            CloudEventJson event = events.next();
            Duration wait = pace.waitBefore(index, event.time(), Duration.ofNanos(System.nanoTime() - begun));
            if (wait.toMillis() > 0) {
                flush();
                // What is due within a few milliseconds travels together.
                Poll.pause(wait.plusMillis(5));
            }
            add(event);
            index++;
        }
        flush();
        progress.done(sent());
        return sent();
    }

    /** Promises that no event before a time will come, for each type that was sent. */
    public void finish(Instant time) throws IOException, InterruptedException {
        for (String type : byType.keySet()) {
            client.advance(type, time);
        }
    }

    /** What was sent so far. */
    public Sent sent() {
        return new Sent(
                accepted,
                refused,
                client.retries(),
                Collections.unmodifiableSortedMap(byType),
                eventTime,
                Duration.ofNanos(System.nanoTime() - started));
    }

    private void add(CloudEventJson event) throws IOException, InterruptedException {
        batch.add(event.json());
        byType.merge(event.type(), 1L, Long::sum);
        if (eventTime == null || event.time().isAfter(eventTime)) {
            eventTime = event.time();
        }
        if (batch.size() == BATCH) {
            flush();
        }
    }

    private void flush() throws IOException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        GatewayClient.Answer answer = client.send(batch);
        batch.clear();
        accepted += answer.accepted();
        for (String refusal : answer.refusals()) {
            if (refused++ < REFUSALS_TOLD) {
                problems.accept(refusal);
            }
        }
        progress.at(sent());
    }
}
