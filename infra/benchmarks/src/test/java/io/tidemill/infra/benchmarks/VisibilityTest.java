package io.tidemill.infra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VisibilityTest {
    @Test
    void eachAcceptedEventIsMatchedWithANewRow() throws InterruptedException {
        // Given a table that has rows already, and gets two more a while after they are accepted
        AtomicLong looks = new AtomicLong();
        Visibility visibility = new Visibility(() -> looks.incrementAndGet() < 10 ? 100 : 102);
        // When two events are accepted
        String done = visibility.during(() -> {
            visibility.begin();
            visibility.watch(CompletableFuture.completedFuture("a"));
            visibility.watch(CompletableFuture.completedFuture("b"));
            return "done";
        });
        // Then both have been seen, and not at once
        assertThat(done).isEqualTo("done");
        assertThat(visibility.missing()).isZero();
        assertThat(visibility.latency().getTotalCount()).isEqualTo(2);
        assertThat(visibility.latency().getMinValue()).isGreaterThan(100_000_000);
    }

    @Test
    void anAnswerThatIsNoticedAfterItsRowTookNoTime() throws InterruptedException {
        // Given a row that a reader sees before the sender notices the answer
        AtomicLong looks = new AtomicLong();
        CompletableFuture<String> answer = new CompletableFuture<>();
        Visibility visibility = new Visibility(() -> {
            if (looks.incrementAndGet() == 5) {
                answer.complete("late");
            }
            return looks.get() < 3 ? 0 : 1;
        });
        visibility.begin();
        // When the answer comes
        visibility.during(() -> visibility.watch(answer).toCompletableFuture().join());
        // Then the two are matched, without waiting for another row
        assertThat(visibility.missing()).isZero();
        assertThat(visibility.latency().getMaxValue()).isZero();
    }

    @Test
    void whatIsAcceptedInTheWarmUpIsMatchedAndNotCounted() throws InterruptedException {
        // Given two rows that are seen one after the other
        AtomicLong looks = new AtomicLong();
        Visibility visibility = new Visibility(() -> looks.incrementAndGet() < 5 ? 0 : looks.get() < 50 ? 1 : 2);
        // When one event is accepted before the warm-up is over, and one after
        visibility.during(() -> {
            visibility.watch(CompletableFuture.completedFuture("warm-up"));
            visibility.begin();
            return visibility.watch(CompletableFuture.completedFuture("counts"));
        });
        // Then the second row is the second event's, and it alone counts
        assertThat(visibility.missing()).isZero();
        assertThat(visibility.latency().getTotalCount()).isEqualTo(1);
        assertThat(visibility.latency().getMinValue()).isGreaterThan(500_000_000);
    }
}
