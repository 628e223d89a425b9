package io.tidemill.infra.benchmarks;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many operations as there can be: each of some that are under way at once is followed by the next as soon as it is done.
 * Tells a capacity, and no latency: what waits is not sent.
 */
final class ClosedLoop {
    /** How often a failed operation is followed by another. */
    private static final long MOST_FAILURES = 1000;

    private final Operation operation;
    private final Phaser open = new Phaser(1);
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile long end;

    private ClosedLoop(Operation operation) {
        this.operation = operation;
    }

    /**
     * Operations a second.
     *
     * @param atOnce how many are under way
     * @throws IllegalStateException if many fail
     */
    static double perSecond(Operation operation, int atOnce, Duration duration) {
        ClosedLoop loop = new ClosedLoop(operation);
        long begun = System.nanoTime();
        loop.end = begun + duration.toNanos();
        for (int i = 0; i < atOnce; i++) {
            loop.open.register();
            loop.next();
        }
        loop.open.arriveAndAwaitAdvance();
        if (loop.failed.get() > MOST_FAILURES) {
            throw new IllegalStateException(loop.failed.get() + " operations failed, " + loop.done.get() + " did not");
        }
        return loop.done.get() / ((System.nanoTime() - begun) / 1e9);
    }

    private void next() {
        if (System.nanoTime() >= end || failed.get() > MOST_FAILURES) {
            open.arriveAndDeregister();
            return;
        }
        operation.begin().whenComplete((answer, failure) -> {
            (failure == null ? done : failed).incrementAndGet();
            next();
        });
    }
}
