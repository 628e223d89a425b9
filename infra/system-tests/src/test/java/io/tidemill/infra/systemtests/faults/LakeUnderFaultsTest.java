package io.tidemill.infra.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.systemtests.Api;
import io.tidemill.infra.systemtests.Stack;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults other than a kill, under 2,000 events a second: what was acknowledged is there once, and days are announced once. */
@Tag("long")
class LakeUnderFaultsTest {
    private static final Duration FAULT = Duration.ofMinutes(1);

    @Test
    void flinkStandsStillForAMinute() throws Exception {
        // Given a stack under load
        Stack stack = Stack.up(FaultRun.DEFINITIONS, FaultRun.SETTINGS);
        try (FaultRun run = FaultRun.start("flink-frozen", FaultRun.seed("flink-frozen"), stack)) {
            Commits.awaitMore(stack, 3);
            // When Flink's process stands still for longer than its heartbeats may take, and goes on
            stack.freeze("flink");
            TimeUnit.MILLISECONDS.sleep(FAULT.toMillis());
            stack.thaw("flink");
            Commits.awaitMore(stack, 3);
            // Then
            assertNothingWrong(run);
        }
    }

    @Test
    void aZombieOfFlinkGoesOnAfterAnotherDidItsWork() throws Exception {
        // Given a stack under load
        Stack stack = Stack.up(FaultRun.DEFINITIONS, FaultRun.SETTINGS);
        try (FaultRun run = FaultRun.start("flink-zombie", FaultRun.seed("flink-zombie"), stack)) {
            Commits.awaitMore(stack, 3);
            // When Flink's process stands still for a minute, in which another does its work
            stack.freeze("flink");
            long frozen = System.nanoTime();
            try (SecondFlink second = SecondFlink.start(stack)) {
                Commits.awaitMore(stack, 5);
                TimeUnit.MILLISECONDS.sleep(Math.max(0, FAULT.toMillis() - Math.round(1000 * Stack.seconds(frozen))));
                Stack.print("%s is killed", second);
            }
            // And the first goes on where it stood
            stack.thaw("flink");
            Commits.awaitMore(stack, 5);
            // Then
            assertNothingWrong(run);
        }
    }

    @Test
    void theBrokerIsAwayForAMinute() throws Exception {
        // Given a stack under load whose broker is somewhere else
        Stack broker = Stack.up(FaultRun.DEFINITIONS, Map.of(), List.of("kafka"));
        Map<String, String> settings = new HashMap<>(FaultRun.SETTINGS);
        settings.put("kafka.bootstrap-servers", broker.kafka());
        try (broker) {
            Stack stack = Stack.up(FaultRun.DEFINITIONS, settings, List.of("servers", "flink", "redis", "postgres"));
            try (FaultRun run = FaultRun.start("broker-away", FaultRun.seed("broker-away"), stack)) {
                Commits.awaitMore(stack, 3);
                // When the broker is away for a minute
                broker.down();
                long away = System.nanoTime();
                // Then nothing is acknowledged meanwhile, and senders are told when to try again
                Api producer = stack.api("producer");
                int asked = 0;
                while (Stack.seconds(away) < FAULT.toSeconds()) {
                    HttpResponse<String> answer = producer.post(
                                    "/api/events", "application/cloudevents+json", reading("away-" + asked))
                            .join();
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("retry-after")).isPresent();
                    asked++;
                }
                Stack.print("the gateway answered 503 with Retry-After %d times", asked);
                broker.up();
                Commits.awaitMore(stack, 3);
                // And afterwards nothing is wrong
                assertNothingWrong(run);
            }
        }
        broker.delete();
    }

    private static void assertNothingWrong(FaultRun run) throws IOException, InterruptedException {
        FaultReport report = run.judge(List.of());
        assertThat(report.clean()).as(report.text()).isTrue();
    }

    /** An event of another table than the load's, so that the oracle does not take it for a stranger. */
    private static String reading(String id) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "/probe", "type": "device.reported", "subject": "door",
                 "time": "2025-01-01T00:00:00Z", "data": {"deviceId": "door", "metric": "open", "value": 1}}
                """
                .formatted(id);
    }
}
