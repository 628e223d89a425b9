package io.tidemill.featurejobs.featurereading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreCircuitTest {
    private static final LookupSettings SETTINGS =
            new LookupSettings(Duration.ofMillis(100), 3, Duration.ofSeconds(10), 1);

    private final AtomicLong nanoseconds = new AtomicLong(Long.MAX_VALUE - 5); // it wraps around, as nanoTime may
    private final StoreCircuit circuit = new StoreCircuit(SETTINGS, nanoseconds::get);

    @Test
    void afterSomeFailuresInARowTheStoreIsNotAsked() {
        // Given two failures, an answer and three failures
        fail();
        fail();
        assertThat(circuit.call(() -> "value")).isEqualTo("value");
        fail();
        fail();
        fail();
        // When it is asked again a little later
        pass(Duration.ofSeconds(3));
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> circuit.call(() -> "value"));
        // Then the caller hears at once when to come again
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void oneCallFindsOutWhetherItIsBack() {
        // Given a store that was away, and a pause that is over
        open();
        pass(SETTINGS.pause());
        // When a call is under way
        String answer = circuit.call(() -> {
            // Then no other goes through
            assertRefused();
            return "value";
        });
        // And after its answer all do
        assertThat(answer).isEqualTo("value");
        assertThat(circuit.call(() -> circuit.call(() -> "two"))).isEqualTo("two");
    }

    @Test
    void aProbeThatFailsBeginsAnotherPause() {
        open();
        pass(SETTINGS.pause());
        fail();
        pass(SETTINGS.pause().minusNanos(1));
        assertRefused();
        pass(Duration.ofNanos(1));
        assertThat(circuit.call(() -> "value")).isEqualTo("value");
    }

    @Test
    void anAnswerThatComesTooLateIsAFailure() {
        for (int call = 0; call < SETTINGS.failures(); call++) {
            circuit.call(() -> {
                pass(SETTINGS.timeLimit().plusNanos(1));
                return "late";
            });
        }
        assertRefused();
    }

    @Test
    void whatWasAskedBeforeThePauseChangesNothingInIt() {
        // Given a call that is let through, and during which the store is found to be away
        circuit.call(() -> {
            open();
            return "late news";
        });
        // When it answers, then the pause goes on
        assertRefused();
    }

    @Test
    void aProbeThatBreaksOffLetsAnotherFollow() {
        open();
        pass(SETTINGS.pause());
        assertThatThrownBy(() -> circuit.call(() -> {
                    throw new AssertionError("broken");
                }))
                .hasMessage("broken");
        pass(SETTINGS.pause());
        assertThat(circuit.call(() -> "value")).isEqualTo("value");
    }

    private void open() {
        for (int call = 0; call < SETTINGS.failures(); call++) {
            fail();
        }
    }

    private void fail() {
        assertThatThrownBy(() -> circuit.call(() -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");
    }

    private void assertRefused() {
        assertThatThrownBy(() -> circuit.call(() -> "value")).isInstanceOf(ProblemException.class);
    }

    private void pass(Duration time) {
        nanoseconds.addAndGet(time.toNanos());
    }
}
