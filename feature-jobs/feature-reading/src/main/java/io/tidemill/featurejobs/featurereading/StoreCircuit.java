package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps calls from a store that is away: after some failures in a row nobody waits for it any more, and one call at a time
 * finds out whether it is back. A call fails when the store does not answer it, or answers later than the time limit. Safe
 * for use by many threads.
 */
public final class StoreCircuit {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCircuit.class);
    private static final Duration WHILE_PROBING = Duration.ofSeconds(1);

    private final LookupSettings settings;
    private final LongSupplier nanoseconds;
    private final AtomicReference<Circuit> state = new AtomicReference<>(Circuit.closed());

    /** @param nanoseconds a clock that only goes forward, such as {@link System#nanoTime} */
    public StoreCircuit(LookupSettings settings, LongSupplier nanoseconds) {
        this.settings = settings;
        this.nanoseconds = nanoseconds;
    }

    /**
     * What the store answers.
     *
     * @throws ProblemException at once, with 503 and when to come again, if the store is not asked now
     * @throws OnlineStoreException what the store threw
     */
    public <T> T call(Supplier<T> store) {
        Circuit admitted = admit();
        long start = nanoseconds.getAsLong();
        boolean answered = false;
        try {
            T answer = store.get();
            answered = nanoseconds.getAsLong() - start <= settings.timeLimit().toNanos();
            return answer;
        } catch (OnlineStoreException e) {
            answered = !e.retryable();
            throw e;
        } finally {
            settle(admitted, answered);
        }
    }

    /** The state that lets a call through. */
    private Circuit admit() {
        while (true) {
            Circuit current = state.get();
            if (current instanceof Circuit.Closed) {
                return current;
            }
            if (!(current instanceof Circuit.Open open)) {
                throw refusal(WHILE_PROBING);
            }
            long remaining = open.remaining(nanoseconds.getAsLong());
            if (remaining > 0) {
                throw refusal(Duration.ofNanos(remaining));
            }
            Circuit probing = open.toProbing();
            if (state.compareAndSet(open, probing)) {
                return probing;
            }
        }
    }

    private void settle(Circuit admitted, boolean answered) {
        long reopens = nanoseconds.getAsLong() + settings.pause().toNanos();
        if (admitted instanceof Circuit.Probing probing) {
            // Nobody else leaves this state.
            state.set(answered ? probing.afterSuccess() : probing.afterFailure(reopens));
            if (answered) {
                LOG.atInfo().log("the online store answers again");
            }
            return;
        }
        Circuit before = state.getAndUpdate(current -> next(current, answered, reopens));
        if (before instanceof Circuit.Closed && next(before, answered, reopens) instanceof Circuit.Open) {
            LOG.atWarn()
                    .addKeyValue("pause", settings.pause())
                    .log("the online store does not answer, and is left alone for a while");
        }
    }

    /** A call that was let through before the circuit opened and ends after that says nothing new. */
    private Circuit next(Circuit current, boolean answered, long reopens) {
        if (!(current instanceof Circuit.Closed closed)) {
            return current;
        }
        return answered ? closed.afterSuccess() : closed.afterFailure(settings.failures(), reopens);
    }

    private static ProblemException refusal(Duration retryAfter) {
        return ProblemException.unavailable(
                "the online store did not answer several times in a row, and is not asked again yet", retryAfter);
    }
}
