package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Predictions at a fixed rate, sent whether or not earlier ones have been answered. */
final class PredictionLoad {
    /** What was seen: how many were sent, the failures in words, and the answers by the version they name. */
    record Outcome(long sent, List<String> failures, Map<Long, Long> answersByVersion) {}

    private final Api reader;
    private final String path;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();
    private final Phaser inFlight = new Phaser(1);
    private final AtomicLong sent = new AtomicLong();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Map<Long, AtomicLong> answers = new ConcurrentSkipListMap<>();

    private PredictionLoad(Api reader, String model) {
        this.reader = reader;
        this.path = "/api/predict/" + model;
    }

    static PredictionLoad start(Api reader, String model, int perSecond) {
        PredictionLoad load = new PredictionLoad(reader, model);
        load.clockwork.scheduleAtFixedRate(load::send, 0, 1_000_000_000L / perSecond, TimeUnit.NANOSECONDS);
        return load;
    }

    /** How many answers so far named a version. */
    long answersOf(long version) {
        return answers.getOrDefault(version, new AtomicLong()).get();
    }

    /** Sends no more and waits for the answers that are due. */
    Outcome stop() {
        clockwork.shutdown();
        try {
            if (!clockwork.awaitTermination(10, TimeUnit.SECONDS)) {
                failures.add("the load did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inFlight.arriveAndAwaitAdvance();
        Map<Long, Long> counts = new TreeMap<>();
        answers.forEach((version, count) -> counts.put(version, count.get()));
        return new Outcome(sent.get(), List.copyOf(failures), counts);
    }

    private void send() {
        long number = sent.getAndIncrement();
        inFlight.register();
        String body =
                """
                {"userId": "%05d", "features": {"member_orders:order_count": %d, "member_orders:amount_sum": %d}}
                """
                        .formatted(1 + number % 23_570, number % 7, number % 300);
        var unused = reader.post(path, body).whenComplete(this::take);
    }

    private void take(@Nullable HttpResponse<String> response, @Nullable Throwable problem) {
        if (response == null) {
            failures.add(String.valueOf(problem));
        } else {
            JsonNode answer = response.statusCode() == 200 ? CommandLine.json(response.body()) : null;
            long version = answer == null ? 0 : answer.at("/data/version").asLong();
            if (version < 1) {
                failures.add(response.statusCode() + " " + response.body());
            } else {
                answers.computeIfAbsent(version, any -> new AtomicLong()).incrementAndGet();
            }
        }
        inFlight.arriveAndDeregister();
    }
}
