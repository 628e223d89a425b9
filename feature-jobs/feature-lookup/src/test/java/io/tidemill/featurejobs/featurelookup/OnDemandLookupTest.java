package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features that are computed when they are asked for. */
class OnDemandLookupTest {
    private static TestRedis redis;
    private static TestingFeatureServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        redis = TestRedis.start();
        TestingFeatureServer.fill(redis.port());
        server = TestingFeatureServer.start(folder, redis.port(), TestingFeatureServer.PATIENT);
    }

    @AfterAll
    static void stop() {
        server.close();
        redis.close();
    }

    @Test
    void storedAndComputedFeaturesComeTogetherAndAnEntityIsReadOnce() throws Exception {
        // Given how often entities were read
        long before = redis.calls("hgetall");
        // When stored and computed features of two entities are asked for
        JsonNode answer = json(
                """
                {"features": ["basket:share", "orders:count_30d", "basket:hours", "places:of_shop"],
                 "entities": {"member_id": ["m-1", "nobody"], "shop_number": [7, 8], "amount": [6, 1.5]}}
                """);
        // Then each is a column in the order asked
        assertThat(answer.at("/metadata/feature_names"))
                .isEqualTo(tree("[\"member_id\",\"shop_number\",\"share\",\"count_30d\",\"hours\",\"of_shop\"]"));
        assertThat(answer.at("/results/2"))
                .isEqualTo(
                        tree(
                                """
                                {"values": [2.0, null], "statuses": ["PRESENT", "NOT_FOUND"],
                                 "event_timestamps": ["2026-03-01T11:58:30.250Z", "1970-01-01T00:00:00Z"]}
                                """));
        assertThat(answer.at("/results/3/values")).isEqualTo(tree("[3, null]"));
        assertThat(answer.at("/results/4/values")).isEqualTo(tree("[1.0, null]"));
        assertThat(answer.at("/results/5/values")).isEqualTo(tree("[0.075, null]"));
        // And each of the four entities was read once
        assertThat(redis.calls("hgetall") - before).isEqualTo(4);
    }

    @Test
    void whereNothingIsStoredTheDefaultIsAnsweredAndComputedWith() throws Exception {
        // When features are asked for that were never written
        JsonNode answer = json(
                """
                {"features": ["by_feast:rating", "by_feast:name", "rated:twice"], "entities": {"shop_number": [7]}}
                """);
        // Then their defaults are answered, and the status says that nothing was there
        assertThat(answer.at("/results/1/values")).isEqualTo(tree("[2.5]"));
        assertThat(answer.at("/results/1/statuses")).isEqualTo(tree("[\"NOT_FOUND\"]"));
        assertThat(answer.at("/results/2/values")).isEqualTo(tree("[\"?\"]"));
        // And what is computed is computed with them
        assertThat(answer.at("/results/3/values")).isEqualTo(tree("[5.0]"));
    }

    @Test
    void aServiceMayNameThem() throws Exception {
        JsonNode answer = json(
                """
                {"feature_service": "baskets", "full_feature_names": true,
                 "entities": {"member_id": ["m-1"], "amount": [9]}}
                """);
        assertThat(answer.at("/metadata/feature_names"))
                .isEqualTo(tree("[\"member_id\",\"orders__count_30d\",\"basket__share\"]"));
        assertThat(answer.at("/results/2/values")).isEqualTo(tree("[3.0]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "above | amount | 1 | 1 | PRESENT",
                "above | amount | null | 1 | PRESENT",
                "share | amount | null | null | NULL_VALUE",
                "words | coupon | `TEA` | `TEA thé` | OUTSIDE_MAX_AGE",
                "wanted | coupon | `乌龙` | 1 | OUTSIDE_MAX_AGE",
                "wanted | coupon | `x` | 0 | OUTSIDE_MAX_AGE"
            })
    void nullsAndAgesOfOperandsAreSeen(String feature, String field, String given, String value, String status)
            throws Exception {
        JsonNode answer = json("{\"features\": [\"basket:%s\"], \"entities\": {\"member_id\": [\"m-1\"], \"%s\": [%s]}}"
                .formatted(feature, field, given.replace('`', '"')));
        assertThat(answer.at("/results/1/values/0")).isEqualTo(tree(value.replace('`', '"')));
        assertThat(answer.at("/results/1/statuses/0").asText()).isEqualTo(status);
    }

    @Test
    void whatNeedsNothingStoredNeedsNoEntity() throws Exception {
        JsonNode answer = json("{\"features\": [\"basket:halved\"], \"entities\": {\"amount\": [3, 5]}}");
        assertThat(answer.at("/metadata/feature_names")).isEqualTo(tree("[\"halved\"]"));
        assertThat(answer.at("/results/0/values")).isEqualTo(tree("[1.5, 2.5]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "basket:share | {`member_id`: [`a`]} | entities.amount | expected a list of double: basket:share is computed",
                "basket:share | {`member_id`: [`a`], `amount`: [`x`]} | entities.amount[0] | 'x' is no amount: expected double",
                "basket:share | {`member_id`: [`a`], `amount`: [true]} | entities.amount[0] | 'true' is no amount",
                "basket:share | {`member_id`: [`a`], `amount`: 1} | entities.amount | expected a list of numbers or text",
                "basket:share | {`member_id`: [`a`, `b`], `amount`: [1]} | entities | 1 values, but 2 of member_id",
                "basket:words | {`member_id`: [`a`], `coupon`: [1]} | entities.coupon[0] | '1' is no coupon: expected string",
                "orders:recency | {`member_id`: [`a`], `amount`: [1]} | entities.amount | no feature asked for is computed from 'amount': expected nothing",
                "basket:share | {`amount`: [1]} | entities.member_id | expected a list of string",
                "basket:x | {`member_id`: [`a`]} | features[0] | no feature is called 'basket:x': expected one of basket:above"
            })
    void whatIsWrongIsNamed(String feature, String entities, String field, String detail) throws Exception {
        HttpResponse<byte[]> answer = server.post(
                "{\"features\": [\"%s\"], \"entities\": %s}".formatted(feature, entities.replace('`', '"')));
        assertThat(answer.statusCode()).isEqualTo(422);
        JsonNode problem = Json.read(answer.body());
        assertThat(problem.path("field").asText()).isEqualTo(field);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void aViewThatIsComputedIsNotReadAsItStands() throws Exception {
        HttpResponse<byte[]> answer = server.get("/api/features?view=basket&ids=m-1");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("'basket' is computed on demand: ask for it by POST /get-online-features");
    }

    private static JsonNode tree(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String request) throws Exception {
        HttpResponse<byte[]> answer = server.post(request);
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return Json.read(answer.body());
    }
}
