package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemill.featurejobs.featurereading.LookupSettings;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LookupThreadsTest {
    @Test
    void whatTakesTooLongIsAProblemAndNotRunLater() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        try (LookupThreads threads = threads(Duration.ofMillis(500))) {
            // Given one thread that does not come back
            CompletableFuture<String> first = threads.answer(() -> waitFor(end)).toCompletableFuture();
            CompletableFuture<Boolean> second =
                    threads.answer(() -> ran.getAndSet(true)).toCompletableFuture();
            // When the time is over, then it and who waits behind it are told to come again
            assertUnavailable(first);
            assertUnavailable(second);
            // And what nobody waits for any more is not done
            end.countDown();
            assertThat(threads.answer(ran::get).toCompletableFuture().join()).isFalse();
        }
    }

    @Test
    void onlySoManyWait() {
        CountDownLatch end = new CountDownLatch(1);
        try (LookupThreads threads = threads(Duration.ofMinutes(1))) {
            ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> {
                for (int lookup = 0; lookup <= 1001; lookup++) {
                    threads.answer(() -> waitFor(end));
                }
            });
            assertThat(refusal.status()).isEqualTo(503);
            end.countDown();
        }
    }

    @Test
    void whatALookupThrowsIsItsAnswer() {
        try (LookupThreads threads = threads(Duration.ofMinutes(1))) {
            ProblemException problem = ProblemException.invalid("ids", "none");
            assertThatThrownBy(() -> threads.answer(() -> {
                                throw problem;
                            })
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCause(problem);
        }
    }

    private static LookupThreads threads(Duration timeLimit) {
        return new LookupThreads(new LookupSettings(timeLimit, 1, Duration.ZERO, 1));
    }

    private static void assertUnavailable(CompletableFuture<?> answer) {
        assertThatThrownBy(answer::join).cause().isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.retryAfter()).contains(Duration.ofSeconds(1));
        });
    }

    private static String waitFor(CountDownLatch end) {
        try {
            end.await();
            return "late";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
