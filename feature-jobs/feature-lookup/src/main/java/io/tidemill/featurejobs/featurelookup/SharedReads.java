package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.RowSource;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One read for all requests that ask for the same of an entity at the same time: whoever comes while it is being read waits
 * for that reading, and fails if it does. Whoever comes after a write reads anew.
 */
final class SharedReads implements RowSource {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final RowSource store;
    private final Generations generations;
    private final Duration timeLimit;
    private final CacheMetrics metrics;
    private final Map<Reading, CompletableFuture<List<OnlineRow>>> underWay = new ConcurrentHashMap<>();

    /**
     * What is being read.
     *
     * @param generation of the entity when it began
     */
    private record Reading(OnlineLookup lookup, int generation) {}

    /** @param timeLimit how long somebody else's reading is waited for */
    SharedReads(RowSource store, Generations generations, Duration timeLimit, CacheMetrics metrics) {
        this.store = store;
        this.generations = generations;
        this.timeLimit = timeLimit;
        this.metrics = metrics;
    }

    @Override
    public List<List<OnlineRow>> read(List<OnlineLookup> lookups) {
        Map<Reading, CompletableFuture<List<OnlineRow>>> own = new LinkedHashMap<>();
        List<CompletableFuture<List<OnlineRow>>> all = new ArrayList<>(lookups.size());
        for (OnlineLookup lookup : lookups) {
            Reading reading = new Reading(lookup, generations.of(lookup.entity()));
            CompletableFuture<List<OnlineRow>> promise = new CompletableFuture<>();
            CompletableFuture<List<OnlineRow>> other = underWay.putIfAbsent(reading, promise);
            if (other == null) {
                own.put(reading, promise);
            }
            all.add(other == null ? promise : other);
        }
        metrics.shared(lookups.size() - own.size());
        if (!own.isEmpty()) {
            keep(own);
        }
        long deadline = System.nanoTime() + timeLimit.toNanos();
        return all.stream().map(promise -> kept(promise, deadline)).toList();
    }

    /** Whatever becomes of the reading, whoever waits for it is told, and whoever comes now reads anew. */
    private void keep(Map<Reading, CompletableFuture<List<OnlineRow>>> own) {
        try {
            List<List<OnlineRow>> rows =
                    store.read(own.keySet().stream().map(Reading::lookup).toList());
            int next = 0;
            for (CompletableFuture<List<OnlineRow>> promise : own.values()) {
                promise.complete(rows.get(next++));
            }
        } catch (RuntimeException | Error e) {
            own.values().forEach(promise -> promise.completeExceptionally(e));
            throw e;
        } finally {
            own.forEach(underWay::remove);
        }
    }

    private static List<OnlineRow> kept(CompletableFuture<List<OnlineRow>> promise, long deadline) {
        try {
            return promise.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw ProblemException.unavailable("the online store does not answer", RETRY_AFTER)
                    .withCause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("the server is being stopped", RETRY_AFTER)
                    .withCause(e);
        }
    }
}
