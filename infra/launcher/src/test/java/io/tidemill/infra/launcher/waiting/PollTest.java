package io.tidemill.infra.launcher.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A poll in a time that passes only while it waits. */
class PollTest {
    private final List<Long> pauses = new ArrayList<>();
    private long now;
    private int looks;

    @Test
    void whatIsThereIsFoundWithoutAPause() throws Exception {
        assertThat(poll(100).until(() -> Optional.of("there"))).isEqualTo("there");
        assertThat(poll(100).within(Duration.ZERO, () -> Optional.of("there"))).contains("there");
        assertThat(pauses).isEmpty();
    }

    @Test
    void itLooksAgainAfterEachPause() throws Exception {
        // Given what is there at the fourth look
        Poll poll = poll(100);

        // When, Then
        assertThat(poll.until(() -> thereAtLook(4))).isEqualTo(4);
        assertThat(pauses).containsExactly(100L, 100L, 100L);
    }

    @Test
    void patienceEndsOnTimeWithALastLook() throws Exception {
        // Given a pause that does not divide the patience
        Poll poll = poll(100);

        // When nothing comes
        Optional<Integer> found = poll.within(Duration.ofMillis(250), () -> thereAtLook(5));

        // Then the last pause is as long as patience was left, and a look followed it
        assertThat(found).isEmpty();
        assertThat(pauses).containsExactly(100L, 100L, 50L);
        assertThat(looks).isEqualTo(4);
    }

    @Test
    void pausesGrowToTheLongest() throws Exception {
        // Given, When
        poll(100).slowingTo(Duration.ofMillis(350)).until(() -> thereAtLook(6));

        // Then
        assertThat(pauses).containsExactly(100L, 200L, 350L, 350L, 350L);
    }

    @Test
    void whatGoesWrongInALookEndsThePoll() {
        assertThatThrownBy(() -> poll(100).until(() -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        assertThat(pauses).isEmpty();
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() throws Exception {
        // Given a thread that waits for an hour
        CompletableFuture<Exception> end = new CompletableFuture<>();
        CompletableFuture<Boolean> looked = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                Poll.every(Duration.ofHours(1)).until(() -> {
                    looked.complete(true);
                    return Optional.empty();
                });
            } catch (InterruptedException e) {
                end.complete(e);
            }
        });
        waiting.start();
        assertThat(looked.get(10, TimeUnit.SECONDS)).isTrue();

        // When it is interrupted
        waiting.interrupt();

        // Then it ends
        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    private Poll poll(long pauseMillis) {
        return Poll.every(Duration.ofMillis(pauseMillis), () -> now, time -> {
            pauses.add(time.toMillis());
            now += time.toNanos();
        });
    }

    private Optional<Integer> thereAtLook(int look) {
        looks++;
        return looks == look ? Optional.of(look) : Optional.empty();
    }
}
