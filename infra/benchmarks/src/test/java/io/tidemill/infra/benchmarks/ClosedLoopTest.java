package io.tidemill.infra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void asManyAreUnderWayAsAskedForAndNoMore() {
        ScheduledExecutorService server = Executors.newScheduledThreadPool(4);
        try {
            // Given a server that takes ten milliseconds for each
            AtomicInteger underWay = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            IntBinaryOperator larger = Math::max;
            Operation operation = () -> {
                most.accumulateAndGet(underWay.incrementAndGet(), larger);
                CompletableFuture<String> answer = new CompletableFuture<>();
                server.schedule(
                        () -> {
                            underWay.decrementAndGet();
                            return answer.complete("done");
                        },
                        10,
                        TimeUnit.MILLISECONDS);
                return answer;
            };
            // When four are under way at once
            ClosedLoop.Capacity capacity = ClosedLoop.run(operation, 4, SHORT);
            // Then it carries no more than four in ten milliseconds
            assertThat(most).hasValue(4);
            assertThat(capacity.failed()).isZero();
            assertThat(capacity.perSecond()).isPositive().isLessThanOrEqualTo(400);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void whatIsDoneAtOnceIsFollowedWithoutEnd() {
        AtomicInteger begun = new AtomicInteger();
        ClosedLoop.Capacity capacity = ClosedLoop.run(
                () -> {
                    begun.incrementAndGet();
                    return CompletableFuture.completedFuture("done");
                },
                2,
                SHORT);
        assertThat(begun).hasValueGreaterThan(10_000);
        assertThat(capacity.failed()).isZero();
    }

    @Test
    void failuresAreToldAndMakeNoCapacity() {
        // Given one of two that fails, now and then before it begins
        ExecutorService server = Executors.newSingleThreadExecutor();
        AtomicInteger sent = new AtomicInteger();
        try {
            ClosedLoop.Capacity capacity = ClosedLoop.run(
                    () -> {
                        int number = sent.incrementAndGet();
                        if (number == 2) {
                            throw new IllegalArgumentException("no request");
                        }
                        return CompletableFuture.supplyAsync(() -> requireOther(number, 3), server);
                    },
                    1,
                    SHORT);
            assertThat(capacity.failed()).isEqualTo(2);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void whatOnlyFailsHasNoCapacity() {
        assertThatThrownBy(() -> ClosedLoop.run(
                        () -> CompletableFuture.failedFuture(new IllegalStateException("refused")), 3, SHORT))
                .hasMessageContaining("0 operations succeeded")
                .hasMessageContaining("failed");
    }

    private static int requireOther(int number, int failing) {
        if (number == failing) {
            throw new IllegalStateException("refused");
        }
        return number;
    }
}
