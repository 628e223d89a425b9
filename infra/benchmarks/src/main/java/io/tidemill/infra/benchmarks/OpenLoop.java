package io.tidemill.infra.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends operations at times fixed ahead and measures each from the time it was due, not from when it was really sent: a
 * server that stands still, or a sender that cannot keep up, shows in every operation it delayed.
 */
final class OpenLoop {
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);
    private static final int DIGITS = 3;

    /**
     * What one run measured.
     *
     * @param latency in nanoseconds, of operations that succeeded
     * @param failed operations that failed, or never ended
     */
    record Run(Histogram latency, long failed) {}

    private OpenLoop() {}

    /** Runs the warm-up; then calls {@code begins}; then runs what counts, and waits for the last answer. */
    static Run run(Pace pace, Operation operation, Runnable begins) {
        send(pace, pace.warmUpCount(), operation);
        begins.run();
        return send(pace, pace.measuredCount(), operation);
    }

    private static Run send(Pace pace, long count, Operation operation) {
        Histogram latency = new ConcurrentHistogram(LONGEST_ANSWER.toNanos() * 2, DIGITS);
        AtomicLong failed = new AtomicLong();
        UnderWay open = new UnderWay();
        long start = System.nanoTime();
        for (long number = 0; number < count; number++) {
            long due = start + pace.dueNanos(number);
            waitUntil(due);
            open.begun();
            operation.attempt().whenComplete((done, failure) -> {
                if (failure == null) {
                    latency.recordValue(Math.min(System.nanoTime() - due, latency.getHighestTrackableValue()));
                } else {
                    failed.incrementAndGet();
                }
                open.ended();
            });
        }
        long unfinished = open.await(LONGEST_ANSWER);
        return new Run(latency.copy(), failed.get() + unfinished);
    }

    private static void waitUntil(long nanoTime) {
        long rest = nanoTime - System.nanoTime();
        while (rest > 0) {
            LockSupport.parkNanos(rest);
            rest = nanoTime - System.nanoTime();
        }
    }
}
