package io.tidemill.infra.benchmarks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts operations that were begun and have not ended, however many there are, and waits for the last. */
final class UnderWay {
    /** The one beside them is whoever begins them. */
    private final AtomicLong open = new AtomicLong(1);

    private final CompletableFuture<Boolean> none = new CompletableFuture<>();

    void begun() {
        open.incrementAndGet();
    }

    void ended() {
        if (open.decrementAndGet() == 0) {
            none.complete(true);
        }
    }

    /**
     * Waits for those that are under way, after the last was begun; to be called once.
     *
     * @return how many have not ended when patience is over
     */
    long await(Duration patience) {
        ended();
        try {
            none.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // How many is the answer.
        }
        return open.get();
    }
}
