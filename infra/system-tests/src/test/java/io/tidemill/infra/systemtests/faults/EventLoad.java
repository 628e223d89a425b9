package io.tidemill.infra.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.systemtests.Api;
import io.tidemill.infra.systemtests.CommandLine;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Orders in batches at a fixed rate, sent whether or not earlier ones have been answered. A batch whose outcome is unknown
 * is sent again under the same ids until it is known, but one in ten is left as it is; one in fifty is sent again though
 * it was answered.
 */
final class EventLoad {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final double LEFT_UNKNOWN = 0.1;
    private static final double SENT_TWICE = 0.02;
    private static final int LARGEST_PAUSE_MILLIS = 3000;
    /** Beyond it the sender could not keep what waits in memory. */
    private static final int LARGEST_IN_FLIGHT = 4000;

    private final Api producer;
    private final LoadEvents events;
    private final Journal journal;
    private final int batch;
    private final SplittableRandom random;
    private final ScheduledExecutorService clockwork = Executors.newScheduledThreadPool(2);
    private final Phaser inFlight = new Phaser(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private volatile boolean stopped;
    private volatile boolean givingUp;

    private EventLoad(Api producer, LoadEvents events, Journal journal, int perSecond, long seed) {
        this.producer = producer;
        this.events = events;
        this.journal = journal;
        this.batch = Math.toIntExact(perSecond * TICK.toMillis() / 1000);
        this.random = new SplittableRandom(seed);
    }

    static EventLoad start(Api producer, LoadEvents events, Journal journal, int perSecond, long seed) {
        EventLoad load = new EventLoad(producer, events, journal, perSecond, seed);
        var unused = load.clockwork.scheduleAtFixedRate(load::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        return load;
    }

    /** How many orders were handed to the sender. */
    long sent() {
        return next.get();
    }

    /** How many requests were made. */
    long requests() {
        return requests.get();
    }

    /** How many requests got no answer, or one that is no 2xx. */
    long failed() {
        return failed.get();
    }

    /** How many orders were not sent when their time came, for too many were waiting. */
    long skipped() {
        return skipped.get();
    }

    /** Sends no more, and waits for what is under way; what is unknown after the patience stays so. */
    void stop(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        stopped = true;
        int phase = inFlight.arrive();
        try {
            inFlight.awaitAdvanceInterruptibly(phase, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            givingUp = true;
            inFlight.awaitAdvanceInterruptibly(phase);
        }
        clockwork.shutdown();
    }

    private void tick() {
        if (stopped) {
            return;
        }
        if (waiting.get() >= LARGEST_IN_FLIGHT) {
            skipped.addAndGet(batch);
            return;
        }
        long from = next.getAndAdd(batch);
        inFlight.register();
        waiting.incrementAndGet();
        send(LongStream.range(from, from + batch).mapToObj(events::at).toList(), new Fate(), 0);
    }

    private void send(List<LoadEvent> orders, Fate fate, int attempt) {
        requests.incrementAndGet();
        String body = orders.stream().map(LoadEvent::json).collect(Collectors.joining(",", "[", "]"));
        var unused = journal.sending(orders)
                .thenCompose(noted -> producer.post("/api/events", "application/cloudevents-batch+json", body))
                .whenComplete((response, failure) -> answered(orders, fate, attempt, response));
    }

    private void answered(List<LoadEvent> orders, Fate fate, int attempt, @Nullable HttpResponse<String> response) {
        if (response == null || response.statusCode() / 100 != 2) {
            failed.incrementAndGet();
        }
        Map<LoadEvent, Integer> statuses = statuses(orders, response);
        List<LoadEvent> open = statuses.entrySet().stream()
                .filter(status -> status.getValue() == 0 || status.getValue() >= 500 || status.getValue() == 429)
                .map(Map.Entry::getKey)
                .toList();
        var unused = journal.answered(statuses).whenComplete((noted, failure) -> {
            boolean again = open.isEmpty() ? attempt == 0 && fate.twice : !fate.leftUnknown;
            if (again && !givingUp) {
                List<LoadEvent> repeated = open.isEmpty() ? orders : open;
                clockwork.schedule(() -> send(repeated, fate, attempt + 1), pause(attempt), TimeUnit.MILLISECONDS);
            } else {
                waiting.decrementAndGet();
                inFlight.arriveAndDeregister();
            }
        });
    }

    private long pause(int attempt) {
        synchronized (random) {
            return random.nextLong(50, 100 + Math.min(LARGEST_PAUSE_MILLIS, 100L << Math.min(attempt, 10)));
        }
    }

    /** The status of each event; 0 where none came. */
    private static Map<LoadEvent, Integer> statuses(List<LoadEvent> orders, @Nullable HttpResponse<String> response) {
        Map<LoadEvent, Integer> statuses = new LinkedHashMap<>();
        int whole = response == null ? 0 : response.statusCode();
        List<Integer> each = response == null || whole == 202 ? List.of() : results(response.body());
        for (int i = 0; i < orders.size(); i++) {
            statuses.put(orders.get(i), each.size() == orders.size() ? each.get(i) : whole);
        }
        return statuses;
    }

    private static List<Integer> results(String body) {
        List<Integer> each = new ArrayList<>();
        if (body.startsWith("{")) {
            for (JsonNode result : CommandLine.json(body).path("results")) {
                each.add(result.path("status").asInt());
            }
        }
        return each;
    }

    /** What happens to a batch is decided when it is first sent. */
    private final class Fate {
        private final boolean leftUnknown;
        private final boolean twice;

        Fate() {
            synchronized (random) {
                leftUnknown = random.nextDouble() < LEFT_UNKNOWN;
                twice = random.nextDouble() < SENT_TWICE;
            }
        }
    }
}
