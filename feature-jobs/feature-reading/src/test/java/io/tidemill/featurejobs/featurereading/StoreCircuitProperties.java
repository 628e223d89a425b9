package io.tidemill.featurejobs.featurereading;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The circuit beside the few numbers that say the same of calls that come one after the other. */
class StoreCircuitProperties {
    private static final LookupSettings SETTINGS =
            new LookupSettings(Duration.ofMillis(100), 2, Duration.ofSeconds(2), 1);

    enum Step {
        ANSWER,
        FAILURE,
        SECOND
    }

    @Property
    void theStoreIsAskedUnlessItFailedLatelyAndOften(@ForAll List<Step> steps) {
        AtomicLong nanoseconds = new AtomicLong();
        StoreCircuit circuit = new StoreCircuit(SETTINGS, nanoseconds::get);
        int failures = 0;
        long notBefore = 0;
        for (Step step : steps) {
            if (step == Step.SECOND) {
                nanoseconds.addAndGet(Duration.ofSeconds(1).toNanos());
                continue;
            }
            boolean expected = failures < SETTINGS.failures() || nanoseconds.get() >= notBefore;
            assertThat(asks(circuit, step == Step.ANSWER)).isEqualTo(expected);
            if (expected) {
                failures = step == Step.ANSWER ? 0 : failures + 1;
                notBefore = nanoseconds.get() + SETTINGS.pause().toNanos();
            }
        }
    }

    private static boolean asks(StoreCircuit circuit, boolean answers) {
        AtomicBoolean asked = new AtomicBoolean();
        try {
            circuit.call(() -> {
                asked.set(true);
                if (!answers) {
                    throw new IllegalStateException("away");
                }
                return "value";
            });
        } catch (ProblemException e) {
            assertThat(e.status()).isEqualTo(503);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("away");
        }
        return asked.get();
    }
}
