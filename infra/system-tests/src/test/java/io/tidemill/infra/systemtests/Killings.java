package io.tidemill.infra.systemtests;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Kills Flink twice and the broker once while days complete, each time after the last victim is back at work. */
final class Killings {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Stack stack;

    Killings(Stack stack) {
        this.stack = stack;
    }

    /** Begins; the future ends after the last kill, or with what went wrong. */
    CompletableFuture<Void> start() {
        return CompletableFuture.runAsync(() -> {
            killAfterDays("flink", 60);
            killAfterDays("kafka", 160);
            killAfterDays("flink", 300);
        });
    }

    private void killAfterDays(String part, int days) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> stack.topics().completedDays().size() >= days);
        stack.kill(part);
    }
}
