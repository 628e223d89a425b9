package io.tidemill.infra.launcher.waiting;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks, waits, and looks again, until what is looked for is there or patience is over: for what signals nothing, such as
 * another process. Whoever is interrupted while it waits gets the {@link InterruptedException} at once.
 */
public final class Poll {
    private final Duration pause;
    private final Duration longest;
    private final LongSupplier nanos;
    private final Waiting waiting;

    private Poll(Duration pause, Duration longest, LongSupplier nanos, Waiting waiting) {
        this.pause = pause;
        this.longest = longest;
        this.nanos = nanos;
        this.waiting = waiting;
    }

    /**
     * One look.
     *
     * @param <T> what is looked for
     * @param <X> what may go wrong, which ends the polling
     */
    @FunctionalInterface
    public interface Look<T, X extends Exception> {
        /** What is looked for, once it is there. */
        Optional<T> now() throws X, InterruptedException;
    }

    /** Lets time pass. */
    @FunctionalInterface
    interface Waiting {
        void pass(Duration time) throws InterruptedException;
    }

    /** A poll with a pause after each look that found nothing. */
    public static Poll every(Duration pause) {
        return every(pause, System::nanoTime, Poll::pause);
    }

    /** {@link #every(Duration)} in a time of its own. */
    static Poll every(Duration pause, LongSupplier nanos, Waiting waiting) {
        return new Poll(pause, pause, nanos, waiting);
    }

    /** The same poll, with each pause twice as long as the one before it, up to a longest. */
    public Poll slowingTo(Duration longestPause) {
        return new Poll(pause, longestPause, nanos, waiting);
    }

    /** Looks until it is there, however long that takes. */
    public <T, X extends Exception> T until(Look<T, X> look) throws X, InterruptedException {
        Duration next = pause;
        while (true) {
            Optional<T> found = look.now();
            if (found.isPresent()) {
                return found.get();
            }
            waiting.pass(next);
            next = after(next);
        }
    }

    /**
     * Looks until it is there or patience is over: at least once, and once more at the end.
     *
     * @return empty when patience is over
     */
    public <T, X extends Exception> Optional<T> within(Duration patience, Look<T, X> look)
            throws X, InterruptedException {
        long began = nanos.getAsLong();
        Duration next = pause;
        while (true) {
            Optional<T> found = look.now();
            Duration left = patience.minusNanos(nanos.getAsLong() - began);
            if (found.isPresent() || left.isNegative() || left.isZero()) {
                return found;
            }
            waiting.pass(shorter(next, left));
            next = after(next);
        }
    }

    /** Waits for a time, which is over at once for whoever is interrupted. */
    public static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    private Duration after(Duration waited) {
        return shorter(waited.multipliedBy(2), longest);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
