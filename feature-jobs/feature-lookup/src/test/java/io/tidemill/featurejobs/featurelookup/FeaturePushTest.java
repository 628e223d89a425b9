package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturePushTest {
    private static TestRedis redis;
    private static TestingFeatureServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        redis = TestRedis.start();
        // Rows are remembered: what is pushed is read all the same.
        Map<String, String> settings = new HashMap<>(TestingFeatureServer.PATIENT);
        settings.putAll(Map.of("features.cache.size", "1000", "features.cache.age", "PT10M"));
        server = TestingFeatureServer.start(folder, redis.port(), settings);
    }

    @AfterAll
    static void stop() {
        server.close();
        redis.close();
    }

    @Test
    void whatIsPushedIsServedByEveryViewOfTheSource() throws Exception {
        // Given a member of whom nothing is known
        String question =
                """
                {"features": ["risk:score", "risk:level", "risk:reason", "risk_seen:level", "danger:weight"],
                 "full_feature_names": true, "entities": {"member_id": ["p-1"], "price": [10]}}
                """;
        assertThat(answer(server.post(question), 200)
                        .at("/results/1/statuses/0")
                        .asText())
                .isEqualTo("NOT_FOUND");
        // When values are pushed, with times in three forms
        JsonNode pushed = answer(
                server.push(
                        """
                        {"push_source_name": "scores", "to": "online", "df": {
                          "member_id": ["p-1", "p-2", "p-3"],
                          "event_timestamp": ["2026-03-01T11:30:00.5Z", "2026-03-01 10:00:00", "2026-03-01T11:30:00+01:00"],
                          "created": ["2026-03-01 12:00:00", null, null],
                          "score": [0.25, 1, null], "level": [3, null, 4], "reason": ["会员", "b", null]}}
                        """),
                200);
        assertThat(pushed).isEqualTo(tree("{\"written\": 6, \"skipped\": 0}"));
        // Then they are served at once, and what is computed from them is
        JsonNode found = answer(server.post(question), 200);
        assertThat(found.at("/results/1"))
                .isEqualTo(
                        tree(
                                """
                                {"values": [0.25], "statuses": ["PRESENT"], "event_timestamps": ["2026-03-01T11:30:00.500Z"]}
                                """));
        assertThat(found.at("/results/2/values")).isEqualTo(tree("[3]"));
        assertThat(found.at("/results/3/values")).isEqualTo(tree("[\"会员\"]"));
        assertThat(found.at("/results/4/values")).isEqualTo(tree("[3]"));
        assertThat(found.at("/results/5/values")).isEqualTo(tree("[2.5]"));
        // And the other forms of time were understood
        JsonNode others = answer(server.get("/api/features?view=risk&ids=p-2,p-3"), 200);
        assertThat(others.at("/results/0/eventTime").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(others.at("/results/0/features/level/status").asText()).isEqualTo("OUTSIDE_MAX_AGE");
        assertThat(others.at("/results/1/eventTime").asText()).isEqualTo("2026-03-01T10:30:00Z");
        assertThat(others.at("/results/1/features/score/value").isNull()).isTrue();
        // And the audit log knows who pushed how much where
        assertThat(server.audit())
                .filteredOn(recorded -> recorded.entry().action().equals("feature.push"))
                .extracting(recorded -> Json.read(recorded.detail().getBytes(StandardCharsets.UTF_8)))
                .contains(tree("{\"source\": \"scores\", \"rows\": 3, \"written\": 6, \"skipped\": 0}"));
    }

    @Test
    void onlyWhatIsNewerIsWritten() throws Exception {
        String push =
                """
                {"push_source_name": "scores", "df": {"member_id": ["n-1"], "event_timestamp": ["%s"],
                  "score": [%s], "level": [1], "reason": ["r"]}}
                """;
        assertThat(answer(server.push(push.formatted("2026-03-01T11:00:00Z", 1)), 200)
                        .path("written")
                        .asInt())
                .isEqualTo(2);
        // When it comes again, or something older comes
        JsonNode again = answer(server.push(push.formatted("2026-03-01T11:00:00Z", 2)), 200);
        JsonNode older = answer(server.push(push.formatted("2026-03-01T10:59:59Z", 3)), 200);
        // Then nothing changes
        assertThat(again).isEqualTo(older).isEqualTo(tree("{\"written\": 0, \"skipped\": 2}"));
        assertThat(score("n-1")).isEqualTo(1.0);
        // And what is newer replaces
        answer(server.push(push.formatted("2026-03-01T11:00:01Z", 4)), 200);
        assertThat(score("n-1")).isEqualTo(4.0);
    }

    @Test
    void whileRedisIsAwayAPushMayBeRepeated(@TempDir Path folder) throws Exception {
        String push =
                """
                {"push_source_name": "scores", "df": {"member_id": ["w-1"], "event_timestamp": ["2026-03-01T11:00:00Z"],
                  "score": [1], "level": [1], "reason": ["r"]}}
                """;
        TestRedis first = TestRedis.start();
        try (TestingFeatureServer away =
                TestingFeatureServer.start(folder, first.port(), Map.of("redis.timeout", "PT5S"))) {
            // Given a Redis that went away
            first.close();
            // When something is pushed, then it may be pushed again
            HttpResponse<byte[]> refused = away.push(push);
            answer(refused, 503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            // And once Redis is back it is written
            try (TestRedis second = TestRedis.startOn(first.port())) {
                assertThat(answer(away.push(push), 200).path("written").asInt()).isEqualTo(2);
                assertThat(second.calls("evalsha")).isPositive();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[0.5] | ['x'] | df.score[0] | 'x' is no score: expected double or null",
                "[1] | [1.5] | df.level[0] | '1.5' is no level: expected int64 or null",
                "['r'] | [7] | df.reason[0] | '7' is no reason: expected string or null",
                "'reason': ['r'] | 'cause': ['r'] | df.cause | no view of the push source has it",
                ", 'reason': ['r'] | '' | df.reason | expected a list of values, one for each row",
                "['m'] | ['m', 'n'] | df.member_id | 2 values, but 1 of event_timestamp",
                "['m'] | [null] | df.member_id[0] | 'null': expected text or a whole number",
                "2026-03-01T11:00:00Z | soon | df.event_timestamp[0] | 'soon' is no time",
                "2026-03-01T11:00:00Z | 2026-03-01T12:05:01Z | df.event_timestamp[0] | is in the future",
                "['2026-03-01T11:00:00Z'] | [] | df.event_timestamp | 0 rows: expected 1 to 10000",
                "'scores' | 'scoring' | push_source_name | no push source is called 'scoring': expected one of nothing, scores",
                "'scores' | 'nothing' | push_source_name | no feature view has the source 'nothing'",
                "'online' | 'offline' | to | 'offline': expected online"
            })
    void whatIsWrongIsNamed(String found, String instead, String field, String detail) throws Exception {
        String good =
                """
                {'push_source_name': 'scores', 'to': 'online', 'df': {'member_id': ['m'],
                 'event_timestamp': ['2026-03-01T11:00:00Z'], 'score': [0.5], 'level': [1], 'reason': ['r']}}
                """;
        assertThat(good).contains(found);
        JsonNode problem = answer(
                server.push(
                        good.replace(found, instead.equals("''") ? "" : instead).replace('\'', '"')),
                422);
        assertThat(problem.path("field").asText()).isEqualTo(field);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    private static double score(String member) throws Exception {
        return answer(server.get("/api/features?view=risk&ids=" + member), 200)
                .at("/results/0/features/score/value")
                .asDouble();
    }

    private static JsonNode tree(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode answer(HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return Json.read(response.body());
    }
}
