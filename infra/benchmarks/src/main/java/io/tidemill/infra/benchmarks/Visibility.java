package io.tidemill.infra.benchmarks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * How long accepted events take to be seen by a reader who looks every twenty milliseconds. Acceptances are matched with
 * new rows in order: the n-th accepted is seen with the n-th row.
 */
final class Visibility {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** In place of the time of an acceptance that does not count. */
    private static final long WARM_UP = Long.MIN_VALUE;

    /** Counts the rows that a reader sees. */
    interface Rows {
        long count() throws Exception;
    }

    private final Rows rows;
    private final Queue<Long> acceptedAt = new ConcurrentLinkedQueue<>();
    private final Histogram latency = new Histogram(PATIENCE.toNanos() * 10, 3);

    private volatile boolean begun;

    /** Counts what is accepted after {@link #begin}; what is accepted before is matched with its rows all the same. */
    Visibility(Rows rows) {
        this.rows = rows;
    }

    /** The warm-up is over. */
    void begin() {
        begun = true;
    }

    /** Notes when an event is accepted. */
    <T> CompletionStage<T> watch(CompletionStage<T> acceptance) {
        return acceptance.thenApply(answer -> {
            acceptedAt.add(begun ? System.nanoTime() : WARM_UP);
            return answer;
        });
    }

    /** Looks for rows while the work runs, and then until all that was accepted is seen or a minute has passed. */
    <T> T during(Supplier<T> work) throws InterruptedException {
        ExecutorService watcher = Executors.newSingleThreadExecutor();
        AtomicBoolean working = new AtomicBoolean(true);
        try {
            Future<?> watching = watcher.submit(watching(working));
            T result = work.get();
            working.set(false);
            watching.get();
            return result;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the lake cannot be watched", e.getCause());
        } finally {
            watcher.shutdownNow();
        }
    }

    /** In nanoseconds, of all that was seen. */
    Histogram latency() {
        return latency;
    }

    /** Accepted, and not seen. */
    long missing() {
        return acceptedAt.size();
    }

    private Callable<Void> watching(AtomicBoolean working) {
        long[] seen = {initialRows()};
        return () -> {
            Queue<Long> seenAt = new ArrayDeque<>();
            long lastNews = System.nanoTime();
            while (working.get() || !acceptedAt.isEmpty() && System.nanoTime() - lastNews < PATIENCE.toNanos()) {
                LockSupport.parkNanos(LOOK.toNanos());
                long now = rows.count();
                for (; seen[0] < now; seen[0]++) {
                    lastNews = System.nanoTime();
                    seenAt.add(lastNews);
                }
                match(seenAt);
            }
            return null;
        };
    }

    /** On a busy machine an answer may be noticed after the row: then it took no time. */
    private void match(Queue<Long> seenAt) {
        while (!seenAt.isEmpty() && !acceptedAt.isEmpty()) {
            long seen = seenAt.remove();
            long accepted = acceptedAt.remove();
            if (accepted != WARM_UP) {
                latency.recordValue(Math.max(0, seen - accepted));
            }
        }
    }

    private long initialRows() {
        try {
            return rows.count();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (Exception e) {
            throw new IllegalStateException("the lake cannot be read", e);
        }
    }
}
