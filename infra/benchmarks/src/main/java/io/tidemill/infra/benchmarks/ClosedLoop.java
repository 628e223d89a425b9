package io.tidemill.infra.benchmarks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * As many operations as there can be: each of some that are under way at once is followed by the next as soon as it is done.
 * Tells a capacity, and no latency: what waits is not sent.
 */
final class ClosedLoop {
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

    /** How often a failed operation is followed by another. */
    private static final long MOST_FAILURES = 1000;

    private final Operation operation;
    private final long end;
    private final UnderWay lanes = new UnderWay();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    private ClosedLoop(Operation operation, long end) {
        this.operation = operation;
        this.end = end;
    }

    /**
     * What one run came to.
     *
     * @param perSecond operations that succeeded, a second
     * @param failed operations that did not
     */
    record Capacity(double perSecond, long failed) {}

    /**
     * Runs operations for a time.
     *
     * @param atOnce how many are under way
     * @throws IllegalStateException if more than a thousand fail, or one is not answered in a minute
     */
    static Capacity run(Operation operation, int atOnce, Duration duration) {
        long begun = System.nanoTime();
        ClosedLoop loop = new ClosedLoop(operation, begun + duration.toNanos());
        for (int lane = 0; lane < atOnce; lane++) {
            loop.lanes.begun();
            loop.next();
        }
        long unanswered = loop.lanes.await(duration.plus(LONGEST_ANSWER));
        double seconds = (System.nanoTime() - begun) / 1e9;
        long failed = loop.failed.get();
        if (unanswered > 0 || failed > MOST_FAILURES) {
            throw new IllegalStateException(loop.done.get() + " operations succeeded, " + failed + " failed and "
                    + unanswered + " were not answered: expected few failures, and an answer to each in "
                    + LONGEST_ANSWER);
        }
        return new Capacity(loop.done.get() / seconds, failed);
    }

    /** Goes on until one is not done at once, and then with that one's end: what is done at once deepens no stack. */
    private void next() {
        while (System.nanoTime() < end && failed.get() <= MOST_FAILURES) {
            CompletableFuture<?> one = operation.attempt().toCompletableFuture();
            if (!one.isDone()) {
                one.whenComplete((answer, failure) -> {
                    count(failure);
                    next();
                });
                return;
            }
            one.whenComplete((answer, failure) -> count(failure));
        }
        lanes.ended();
    }

    private void count(@Nullable Throwable failure) {
        (failure == null ? done : failed).incrementAndGet();
    }
}
