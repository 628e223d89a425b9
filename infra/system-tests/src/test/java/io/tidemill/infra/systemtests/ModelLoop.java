package io.tidemill.infra.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The model's side of the loop: due runs, their quality, and the champion's swap under load. */
final class ModelLoop {
    private static final String MODEL = "churn";
    private static final Duration TRAININGS = Duration.ofMinutes(10);
    private static final List<String> MONTH_ENDS = Stream.iterate(YearMonth.of(1997, 1), month -> month.plusMonths(1))
            .limit(18)
            .map(month -> month.atEndOfMonth().toString())
            .toList();

    private final Api scientist;
    private final Api reader;

    ModelLoop(Stack stack) {
        scientist = stack.api("scientist");
        reader = stack.api("reader");
    }

    /** The monthly policy asked for one run at each month's end; all have ended, and none has failed. */
    void everyDueRunWasMadeOnce() {
        await().atMost(TRAININGS).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            assertThat(ofPolicy()).hasSize(MONTH_ENDS.size());
            assertThat(ofPolicy()).extracting(ModelLoop::status).doesNotContain("pending", "running");
        });
        List<JsonNode> runs = ofPolicy();
        assertThat(runs)
                .extracting(run -> run.at("/partition/day").asText())
                .containsExactlyInAnyOrderElementsOf(MONTH_ENDS);
        assertThat(runs).extracting(ModelLoop::status).containsOnly("succeeded", "skipped");
        for (JsonNode run : runs) {
            Stack.print("run of %s: %s", run.at("/partition/day").asText(), run.get("state"));
        }
        assertThat(runs.stream().filter(run -> status(run).equals("succeeded"))).hasSizeGreaterThanOrEqualTo(10);
        Stack.print("champion: %s", champion());
    }

    /** Trains as of one day and tests as of another. */
    void aucIsAtLeast(String trainAsOf, String testAsOf, double least) {
        JsonNode asked = scientist.send(
                "POST",
                "/api/runs",
                "{\"model\": \"%s\", \"trainAsOf\": \"%s\", \"testAsOf\": \"%s\"}"
                        .formatted(MODEL, trainAsOf, testAsOf));
        String id = asked.get("id").asText();
        await().atMost(TRAININGS)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> status(scientist.get("/api/runs/" + id)).matches("succeeded|failed|skipped"));
        JsonNode run = scientist.get("/api/runs/" + id);
        Stack.print("trained as of %s, tested as of %s: %s", trainAsOf, testAsOf, run.get("state"));
        assertThat(status(run)).isEqualTo("succeeded");
        assertThat(run.at("/state/auc").asDouble()).isGreaterThanOrEqualTo(least);
    }

    /** So many predictions a second while the champion changes so many times; prints what was seen. */
    void swapsUnderLoad(int perSecond, int swaps) {
        List<Long> versions = StreamSupport.stream(
                        scientist
                                .get("/api/models/" + MODEL + "/versions")
                                .get("versions")
                                .spliterator(),
                        false)
                .map(version -> version.get("version").asLong())
                .toList();
        assertThat(versions).hasSizeGreaterThanOrEqualTo(2);
        PredictionLoad load = PredictionLoad.start(reader, MODEL, perSecond);
        List<Long> promoted = new ArrayList<>();
        for (int swap = 0; swap < swaps; swap++) {
            long version = versions.get(swap % 2);
            scientist.send("PUT", "/api/models/" + MODEL + "/aliases/champion", "{\"version\": %d}".formatted(version));
            promoted.add(version);
            // The next swap comes when this one has answered for two seconds' worth of requests.
            long before = load.answersOf(version);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> load.answersOf(version) >= before + 2L * perSecond);
        }
        PredictionLoad.Outcome outcome = load.stop();
        Stack.print("champion swaps %s under %d predictions/s: %s", promoted, perSecond, outcome);
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.answersByVersion()).containsKeys(versions.get(0), versions.get(1));
        assertThat(outcome.sent())
                .isEqualTo(outcome.answersByVersion().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private JsonNode champion() {
        return scientist.get("/api/model-versions?uri=models:/" + MODEL + "@champion");
    }

    private List<JsonNode> ofPolicy() {
        return StreamSupport.stream(
                        scientist
                                .get("/api/runs?limit=1000&model=" + MODEL)
                                .get("runs")
                                .spliterator(),
                        false)
                .filter(run -> run.hasNonNull("partition"))
                .toList();
    }

    private static String status(JsonNode run) {
        return run.at("/state/status").asText();
    }
}
