package io.tidemill.infra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Proves the instrument: a server that stands still must show in the high percentiles. */
class OpenLoopTest {
    private static final Duration FREEZE = Duration.ofSeconds(2);
    private static final long ALMOST_FROZEN = Duration.ofMillis(1800).toNanos();

    @Test
    void aServerThatFreezesForTwoSecondsShowsInThe99thPercentile() {
        ScheduledExecutorService server = Executors.newSingleThreadScheduledExecutor();
        try {
            // Given a server of one thread that answers at once, but stands still for two seconds
            server.schedule(OpenLoopTest::standStill, 300, TimeUnit.MILLISECONDS);
            // When it is asked 100 times a second
            OpenLoop.Run run = OpenLoop.run(
                    new Pace(100, Duration.ZERO, Duration.ofSeconds(3)),
                    () -> CompletableFuture.runAsync(() -> {}, server),
                    () -> {});
            // Then every operation that fell into the pause tells of it, and not only one
            assertThat(run.failed()).isZero();
            assertThat(run.latency().getTotalCount()).isEqualTo(300);
            assertThat(run.latency().getValueAtPercentile(99)).isGreaterThan(ALMOST_FROZEN);
            assertThat(run.latency()
                            .getCountBetweenValues(Duration.ofMillis(500).toNanos(), Long.MAX_VALUE / 2))
                    .isGreaterThan(100);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aSenderThatIsHeldUpCountsFromWhenOperationsWereDue() {
        // Given an operation whose sending blocks once
        AtomicInteger sent = new AtomicInteger();
        Operation operation = () -> {
            if (sent.incrementAndGet() == 10) {
                standStill();
            }
            return CompletableFuture.completedFuture("done");
        };
        // When it is sent 100 times a second
        OpenLoop.Run run = OpenLoop.run(new Pace(100, Duration.ZERO, Duration.ofMillis(2500)), operation, () -> {});
        // Then those that were late because of it say so
        assertThat(run.latency().getValueAtPercentile(99)).isGreaterThan(ALMOST_FROZEN);
    }

    @Test
    void failuresAreCountedAndTheWarmUpIsNot() {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger beforeMeasuring = new AtomicInteger();
        OpenLoop.Run run = OpenLoop.run(
                new Pace(1000, Duration.ofMillis(20), Duration.ofMillis(50)),
                () -> sent.incrementAndGet() % 10 == 0
                        ? CompletableFuture.failedFuture(new IllegalStateException("refused"))
                        : CompletableFuture.completedFuture("done"),
                () -> beforeMeasuring.set(sent.get()));
        assertThat(beforeMeasuring).hasValue(20);
        assertThat(run.failed()).isEqualTo(5);
        assertThat(run.latency().getTotalCount()).isEqualTo(45);
    }

    private static void standStill() {
        try {
            assertThat(new CountDownLatch(1).await(FREEZE.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
