package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureLookupTest {
    private static TestRedis redis;
    private static TestingFeatureServer server;
    private static TestingFeatureServer withoutStore;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        redis = TestRedis.start();
        TestingFeatureServer.fill(redis.port());
        server = TestingFeatureServer.start(folder, redis.port(), TestingFeatureServer.PATIENT);
        withoutStore = TestingFeatureServer.start(folder, FreePorts.next(), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
        withoutStore.close();
        redis.close();
    }

    @Test
    void aViewIsAnsweredWithValueStatusTimeAndAge() throws Exception {
        // When a known and an unknown member are asked for
        JsonNode answer = json(server.get("/api/features?view=orders&entity=member&ids=m-1,nobody"), 200);
        // Then the known one has each feature, and how old they are
        assertThat(answer.path("project").asText()).isEqualTo("shops");
        assertThat(answer.path("joinKey").asText()).isEqualTo("member_id");
        JsonNode known = answer.at("/results/0");
        assertThat(known.path("id").asText()).isEqualTo("m-1");
        assertThat(known.path("eventTime").asText()).isEqualTo(TestingFeatureServer.WRITTEN.toString());
        assertThat(known.path("ageSeconds").asDouble()).isEqualTo(89.75);
        assertThat(known.at("/features/count_30d")).isEqualTo(json("{\"value\":3,\"status\":\"PRESENT\"}"));
        assertThat(known.at("/features/avg_30d/status").asText()).isEqualTo("NULL_VALUE");
        assertThat(known.at("/features/avg_30d/value").isNull()).isTrue();
        // And the time since the last order grows up to now
        assertThat(known.at("/features/recency/value").asDouble()).isEqualTo(3600);
        // And the unknown one has none
        JsonNode unknown = answer.at("/results/1");
        assertThat(unknown.path("eventTime").isNull()).isTrue();
        assertThat(unknown.path("ageSeconds").isNull()).isTrue();
        assertThat(unknown.at("/features/count_30d/status").asText()).isEqualTo("NOT_FOUND");
    }

    @Test
    void featuresAreChosenAndCountedToAnInstant() throws Exception {
        JsonNode answer =
                json(server.get("/api/features?view=orders&ids=m-1&features=recency&at=2026-03-01T13:00:00Z"), 200);
        assertThat(answer.at("/results/0/features").size()).isEqualTo(1);
        assertThat(answer.at("/results/0/features/recency/value").asDouble()).isEqualTo(7200);
    }

    @Test
    void whatIsOlderThanTheViewAllowsIsMarked() throws Exception {
        JsonNode old = json(server.get("/api/features?view=views&ids=m-1&at=2026-03-01T12:58:31Z"), 200);
        assertThat(old.at("/results/0/features/count_1h/status").asText()).isEqualTo("OUTSIDE_MAX_AGE");
        assertThat(old.at("/results/0/features/count_1h/value").asInt()).isEqualTo(5);
        JsonNode fresh = json(server.get("/api/features?view=views&ids=m-1&at=2026-03-01T12:58:30Z"), 200);
        assertThat(fresh.at("/results/0/features/count_1h/status").asText()).isEqualTo("PRESENT");
    }

    @Test
    void feastsShapeHasOneColumnPerJoinKeyAndFeature() throws Exception {
        // When views of two entities are asked for in one request
        JsonNode answer = json(
                server.post(
                        """
                        {"features": ["orders:count_30d", "shop_orders:count_1d", "orders:recency"],
                         "entities": {"member_id": ["m-1", "nobody"], "shop_number": ["7", 8]}}
                        """),
                200);
        // Then names and columns stand in the order asked, join keys first
        assertThat(answer.at("/metadata/feature_names"))
                .isEqualTo(json("[\"member_id\",\"shop_number\",\"count_30d\",\"count_1d\",\"recency\"]"));
        assertThat(answer.at("/results/0/values")).isEqualTo(json("[\"m-1\",\"nobody\"]"));
        // And a key has its declared type, whatever it was given as
        assertThat(answer.at("/results/1/values")).isEqualTo(json("[7,8]"));
        assertThat(answer.at("/results/2"))
                .isEqualTo(
                        json(
                                """
                        {"values": [3, null], "statuses": ["PRESENT", "NOT_FOUND"],
                         "event_timestamps": ["2026-03-01T11:58:30.250Z", "1970-01-01T00:00:00Z"]}
                        """));
        assertThat(answer.at("/results/3/values")).isEqualTo(json("[40,null]"));
        assertThat(answer.at("/results/4/values/0").asDouble()).isEqualTo(3600);
    }

    @Test
    void theIdOfSeveralEntitiesIsThatOfEach() throws Exception {
        // When ids of a member and a till are asked for, one with escapes
        JsonNode answer = json(
                server.get("/api/features?view=member_tills&entity=till,member&ids=m-1:-9,m-1:5,a%5C,b%5C:c%5C%5Cd:5"),
                200);
        // Then
        assertThat(answer.path("entities")).isEqualTo(json("[\"member\",\"till\"]"));
        assertThat(answer.path("joinKeys")).isEqualTo(json("[\"member_id\",\"till_number\"]"));
        assertThat(answer.findValuesAsText("id")).containsExactly("m-1:-9", "m-1:5", "a\\,b\\:c\\\\d:5");
        assertThat(answer.at("/results/0/features/n/value").asInt()).isEqualTo(12);
        assertThat(answer.at("/results/1/features/n/status").asText()).isEqualTo("NOT_FOUND");
        assertThat(answer.at("/results/2/features/n/value").asInt()).isEqualTo(13);
    }

    @Test
    void aRowOfFeastsShapeIsOneCombinationOfKeys() throws Exception {
        JsonNode answer = json(
                server.post(
                        """
                        {"features": ["member_tills:n", "orders:count_30d", "till_orders:sum_1d"],
                         "entities": {"till_number": [-9, -9, 5], "member_id": ["m-1", "nobody", "m-1"]}}
                        """),
                200);
        assertThat(answer.at("/metadata/feature_names"))
                .isEqualTo(json("[\"member_id\",\"till_number\",\"n\",\"count_30d\",\"sum_1d\"]"));
        assertThat(answer.at("/results/2/values")).isEqualTo(json("[12,null,null]"));
        assertThat(answer.at("/results/3/values")).isEqualTo(json("[3,null,3]"));
        assertThat(answer.at("/results/4/values")).isEqualTo(json("[1.0E10,1.0E10,null]"));
    }

    @Test
    void aFeatureServiceNamesTheFeatures() throws Exception {
        JsonNode answer = json(
                server.post(
                        """
                        {"feature_service": "churn", "entities": {"member_id": ["m-1"]}, "full_feature_names": true}
                        """),
                200);
        assertThat(answer.at("/metadata/feature_names"))
                .isEqualTo(json("[\"member_id\",\"orders__count_30d\",\"orders__recency\"]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?ids=a | view | view",
                "?view=x&ids=a | view | 'x': expected one of by_feast, habits, member_tills, orders, risk, risk_seen, shop_orders, till_orders, views",
                "?view=orders&entity=x&ids=a | entity | member, shop",
                "?view=orders&entity=shop&ids=a | entity | about 'member'",
                "?view=orders | ids | 0 entities",
                "?view=orders&ids=a&features=x | features | avg_30d, count_30d, recency",
                "?view=shop_orders&ids=1,x | ids[1] | 'x' is no shop_number: expected int64",
                "?view=orders&ids=a&at=noon | at | noon",
                "?view=member_tills&ids=m-1 | ids[0] | 'm-1': expected member_id:till_number",
                "?view=member_tills&ids=m-1:5,m-1:x | ids[1] | 'x' is no till_number: expected int32",
                "?view=member_tills&ids=m-1:5:6 | ids[0] | expected member_id:till_number",
                "?view=member_tills&entity=member&ids=m-1:5 | entity | about 'member and till', not about 'member'"
            })
    void aWrongQueryIsNamed(String query, String field, String detail) throws Exception {
        JsonNode problem = json(server.get("/api/features" + query), 422);
        assertThat(problem.path("field").asText()).isEqualTo(field);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"entities\":{\"member_id\":[\"a\"]}} | features | feature_service",
                "{\"features\":[\"orders\"],\"entities\":{}} | features[0] | view:feature",
                "{\"features\":[\"orders:count_30d\",\"o:x\"],\"entities\":{}} | features[1] | habits, member_tills, orders, risk, risk_seen, shop_orders, till_orders, views",
                "{\"features\":[\"orders:x\"],\"entities\":{}} | features[0] | count_30d",
                "{\"feature_service\":\"x\",\"entities\":{}} | feature_service | churn",
                "{\"features\":[\"orders:recency\"],\"entities\":{}} | entities.member_id | list of string",
                "{\"features\":[\"orders:recency\"],\"entities\":{\"x\":[1]}} | entities.x | member_id",
                "{\"features\":[\"orders:recency\"],\"entities\":{\"member_id\":[]}} | entities.member_id | 1 to 1000",
                "{\"features\":[\"orders:recency\"],\"entities\":{\"member_id\":[null]}} | entities.member_id[0] | null",
                "{\"features\":[\"orders:recency\",\"orders:recency\"],\"entities\":{}} | features | twice",
                "{\"features\":[\"orders:count_30d\",\"views:count_30d\"],\"entities\":{}} | full_feature_names | one name",
                "{\"features\":[\"orders:recency\",\"shop_orders:count_1d\"],\"entities\":{\"member_id\":[\"a\"],\"shop_number\":[1,2]}} | entities.shop_number | 2 values",
                "{\"features\":[\"member_tills:n\"],\"entities\":{\"member_id\":[\"a\"]}} | entities.till_number | list of int32",
                "{\"features\":[\"member_tills:n\"],\"entities\":{\"member_id\":[\"a\"],\"till_number\":[1,2]}} | entities.till_number | 2 values"
            })
    void aWrongBodyIsNamed(String body, String field, String detail) throws Exception {
        JsonNode problem = json(server.post(body), 422);
        assertThat(problem.path("field").asText()).isEqualTo(field);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void aThousandEntitiesAreAnsweredAndOneMoreIsNot() throws Exception {
        assertThat(json(server.post(many(1000)), 200).at("/results/1/statuses").size())
                .isEqualTo(1000);
        assertThat(json(server.post(many(1001)), 422).path("field").asText()).isEqualTo("entities.member_id");
    }

    @Test
    void nobodyReadsWithoutAToken() throws Exception {
        assertThat(server.getWithoutToken("/api/features?view=orders&ids=a").statusCode())
                .isEqualTo(401);
    }

    @Test
    void readinessNamesTheStore() throws Exception {
        assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aStoreThatIsAwayIsWorthAnotherTry() throws Exception {
        // When the store does not answer, then the client may come again
        HttpResponse<byte[]> answer = withoutStore.get("/api/features?view=orders&ids=m-1");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        // And the server is not ready
        assertThat(withoutStore.get("/health/ready").statusCode()).isEqualTo(503);
    }

    private static String many(int count) {
        return "{\"features\":[\"orders:count_30d\"],\"entities\":{\"member_id\":["
                + IntStream.range(0, count)
                        .mapToObj(number -> "\"m-" + number + "\"")
                        .collect(Collectors.joining(","))
                + "]}}";
    }

    private static JsonNode json(HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode()).as("%s", Json.read(response.body())).isEqualTo(status);
        return Json.read(response.body());
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
