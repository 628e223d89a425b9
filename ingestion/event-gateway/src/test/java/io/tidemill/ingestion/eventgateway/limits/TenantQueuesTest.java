package io.tidemill.ingestion.eventgateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One thread, held by a first request until the test lets go: the order in which the others run can be seen. */
class TenantQueuesTest {
    private final TenantQueues queues = new TenantQueues(new FairShares(1, 100, 1000));
    private final CountDownLatch held = new CountDownLatch(1);
    private final List<String> order = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        held.countDown();
        queues.close();
    }

    @Test
    void tenantsTakeTurns() {
        // Given a tenant that floods the server
        hold();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            answers.add(run("loud"));
        }
        // When two others send a request each
        answers.add(run("quiet"));
        answers.add(run("shy"));
        held.countDown();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        // Then they wait for one of the flood, not for all
        assertThat(order.subList(0, 4)).contains("quiet", "shy");
        assertThat(order).hasSize(92);
        assertThat(queues.openRequests()).isZero();
    }

    @Test
    void theFloodOfOneTenantFillsNoOneElsesShare() {
        // Given a tenant with as many requests waiting as it may have
        hold();
        for (int i = 0; i < 100; i++) {
            run("loud");
        }
        // Then its next is refused, and another's is not
        assertThatThrownBy(() -> run("loud")).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.status()).isEqualTo(429);
            assertThat(problem.detail()).contains("tenant loud", "100 requests");
            assertThat(problem.retryAfter()).isPresent();
        });
        run("quiet");
    }

    @Test
    void bytesAreBoundToo() {
        hold();
        queues.run("heavy", 600, new CompletableFuture<>(), () -> CompletableFuture.completedFuture(""));
        assertThatThrownBy(() -> queues.run(
                        "heavy", 600, new CompletableFuture<>(), () -> CompletableFuture.completedFuture("")))
                .hasMessageContaining("1000 bytes");
    }

    @Test
    void whatIsAnsweredBeforeItsTurnIsNotRunAndFreesItsShare() {
        // Given a request that times out while it waits
        hold();
        CompletableFuture<String> answer = run("late");
        // When
        answer.completeExceptionally(new IllegalStateException("timed out"));
        held.countDown();
        run("late").join();
        // Then
        assertThat(order).containsExactly("late");
    }

    private void hold() {
        CountDownLatch begun = new CountDownLatch(1);
        queues.run("holder", 0, new CompletableFuture<>(), () -> {
            begun.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.completedFuture("");
        });
        assertThatCodeEnds(begun);
    }

    private static void assertThatCodeEnds(CountDownLatch begun) {
        try {
            begun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<String> run(String tenant) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        queues.run(tenant, 1, answer, () -> {
            order.add(tenant);
            return CompletableFuture.completedFuture(tenant);
        });
        return answer;
    }
}
