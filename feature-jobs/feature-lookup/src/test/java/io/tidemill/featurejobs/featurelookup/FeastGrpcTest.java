package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tidemill.featurejobs.featurelookup.protocol.DoubleList;
import io.tidemill.featurejobs.featurelookup.protocol.FeatureList;
import io.tidemill.featurejobs.featurelookup.protocol.FieldStatus;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponse;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponse.FeatureVector;
import io.tidemill.featurejobs.featurelookup.protocol.Int64List;
import io.tidemill.featurejobs.featurelookup.protocol.RepeatedValue;
import io.tidemill.featurejobs.featurelookup.protocol.StringList;
import io.tidemill.featurejobs.featurelookup.protocol.Value;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feast's gRPC service, and the same answers over HTTP. */
class FeastGrpcTest {
    private static TestRedis redis;
    private static TestingFeatureServer server;
    private static TestingFeastClient client;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        redis = TestRedis.start();
        TestingFeatureServer.fill(redis.port());
        server = TestingFeatureServer.start(folder, redis.port(), TestingFeatureServer.PATIENT);
        client = new TestingFeastClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
        redis.close();
    }

    @Test
    void theInfoSaysWhoseFormatsAreAnswered() {
        assertThat(client.info().getVersion()).isEqualTo("0.66.0+tidemill");
    }

    /** Field numbers and wire types of Feast's own files, written down by hand. */
    @Test
    void theBytesAreFeasts() {
        // Given a request for a feature of a member as Feast's clients encode it
        String request = "12120a10" + utf8("orders:count_30d") // features { val }
                + "1a14" + "0a09" + utf8("member_id") // entities { key
                + "1207" + "0a05" + "1203" + utf8("m-1"); // value { val { string_val } } }
        // When it is sent
        String answer = HexFormat.of().formatHex(client.features(HexFormat.of().parseHex(request)));
        // Then the answer has, for the join key and the feature, a value, a status and a time
        assertThat(answer)
                .isEqualTo("0a18" + "0a16" + "0a09" + utf8("member_id") + "0a09" + utf8("count_30d") // metadata
                        + "120c" + "0a05" + "1203" + utf8("m-1") + "120101" + "1a00" // join key, PRESENT, no time
                        + "1214" + "0a02" + "2003" + "120101" + "1a0b" + "08" + "e6d390cd06" + "10" + "80e59a77");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"features\": [\"orders:count_30d\", \"orders:avg_30d\", \"orders:recency\"],"
                        + " \"entities\": {\"member_id\": [\"m-1\", \"nobody\", \"zażółć-会员-😀\"]}}",
                "{\"feature_service\": \"churn\", \"entities\": {\"member_id\": [\"m-1\"]}, \"full_feature_names\": true}",
                "{\"features\": [\"shop_orders:count_1d\", \"orders:count_30d\", \"till_orders:sum_1d\"],"
                        + " \"entities\": {\"till_number\": [-9, 8], \"shop_number\": [\"7\", 8],"
                        + " \"member_id\": [\"m-1\", \"é\"]}}",
                "{\"features\": [\"member_tills:n\", \"till_orders:sum_1d\"],"
                        + " \"entities\": {\"till_number\": [-9, 5], \"member_id\": [\"m-1\", \"a,b:c\\\\d\"]}}",
                "{\"features\": [\"habits:categories\", \"habits:quantities\", \"habits:amounts\", \"habits:favourite\"],"
                        + " \"entities\": {\"member_id\": [\"m-1\", \"nobody\"]}}"
            })
    void grpcAnswersWhatHttpDoes(String request) throws Exception {
        // Given a request and HTTP's answer to it
        JsonNode http = Json.read(server.post(request).body());
        // When the same is asked over gRPC
        GetOnlineFeaturesResponse grpc = client.features(message(json(request)));
        // Then the answer is the same
        assertThat(json(grpc)).isEqualTo(http);
        // And every result has as many values as statuses and times
        int entities = grpc.getResults(0).getValuesCount();
        assertThat(grpc.getMetadata().getFeatureNames().getValCount()).isEqualTo(grpc.getResultsCount());
        assertThat(grpc.getResultsList()).allSatisfy(result -> {
            assertThat(result.getValuesCount()).isEqualTo(entities);
            assertThat(result.getStatusesCount()).isEqualTo(entities);
            assertThat(result.getEventTimestampsCount()).isEqualTo(entities);
        });
    }

    @Test
    void aListIsAnsweredAsFeastsListOfItsType() {
        // When lists are asked for that are older than their view allows
        GetOnlineFeaturesResponse answer = client.features(request(
                Map.of("member_id", List.of(text("m-1"))), "habits:categories", "habits:quantities", "habits:amounts"));
        // Then each is of its type, and answered all the same
        assertThat(value(answer, "categories").getStringListVal())
                .isEqualTo(StringList.newBuilder().addVal("thé").addVal("乌龙").build());
        assertThat(value(answer, "quantities").getInt64ListVal())
                .isEqualTo(Int64List.newBuilder().addVal(1).addVal(300).build());
        assertThat(value(answer, "amounts").getDoubleListVal())
                .isEqualTo(DoubleList.newBuilder().addVal(1.5).build());
        assertThat(column(answer, "amounts").getStatuses(0)).isEqualTo(FieldStatus.OUTSIDE_MAX_AGE);
    }

    @Test
    void aNullAndWhatIsNotThereAreValuesOfNothing() {
        GetOnlineFeaturesResponse answer =
                client.features(request(Map.of("member_id", List.of(text("m-1"), text("nobody"))), "orders:avg_30d"));
        FeatureVector average = column(answer, "avg_30d");
        assertThat(average.getValuesList()).containsOnly(Value.getDefaultInstance());
        assertThat(average.getStatusesList()).containsExactly(FieldStatus.NULL_VALUE, FieldStatus.NOT_FOUND);
        assertThat(average.getEventTimestamps(1)).isEqualTo(Timestamp.getDefaultInstance());
    }

    static Stream<Arguments> idsOfAnyType() {
        return Stream.of(
                Arguments.of("member_id", "orders:count_30d", text("m-1"), text("m-1")),
                Arguments.of("shop_number", "shop_orders:count_1d", int64(7), int64(7)),
                Arguments.of("shop_number", "shop_orders:count_1d", int32(7), int64(7)),
                Arguments.of("shop_number", "shop_orders:count_1d", text("7"), int64(7)),
                Arguments.of("till_number", "till_orders:sum_1d", int32(-9), int32(-9)),
                Arguments.of("till_number", "till_orders:sum_1d", int64(-9), int32(-9)),
                Arguments.of("till_number", "till_orders:sum_1d", text("-9"), int32(-9)));
    }

    @ParameterizedTest
    @MethodSource("idsOfAnyType")
    void anIdIsTakenAsTheTypeOfItsKey(String joinKey, String feature, Value given, Value answered) {
        GetOnlineFeaturesResponse answer = client.features(request(Map.of(joinKey, List.of(given)), feature));
        assertThat(answer.getResults(0).getValues(0)).isEqualTo(answered);
        assertThat(answer.getResults(1).getStatuses(0)).isEqualTo(FieldStatus.PRESENT);
    }

    @Test
    void featuresAreComputedFromTheContextOfTheRequest() {
        // When a feature is asked for that is computed from a stored one and from the request
        GetOnlineFeaturesResponse answer = client.features(
                request(Map.of("member_id", List.of(text("m-1"), text("nobody"))), "basket:share").toBuilder()
                        .putRequestContext(
                                "amount",
                                RepeatedValue.newBuilder()
                                        .addVal(Value.newBuilder().setDoubleVal(6))
                                        .addVal(Value.newBuilder().setInt64Val(6))
                                        .build())
                        .build());
        // Then it is a column like the others
        FeatureVector share = column(answer, "share");
        assertThat(share.getValuesList())
                .containsExactly(Value.newBuilder().setDoubleVal(2).build(), Value.getDefaultInstance());
        assertThat(share.getStatusesList()).containsExactly(FieldStatus.PRESENT, FieldStatus.NOT_FOUND);
        assertThat(share.getEventTimestamps(0).getSeconds()).isEqualTo(TestingFeatureServer.WRITTEN.getEpochSecond());
    }

    static Stream<Arguments> wrongRequests() {
        Map<String, List<Value>> member = Map.of("member_id", List.of(text("m-1")));
        return Stream.of(
                Arguments.of(request(member), "features: expected either"),
                Arguments.of(request(member, "orders"), "features[0]: 'orders' is no reference"),
                Arguments.of(request(member, "orders:recency", "x:y"), "features[1]: no view is called 'x'"),
                Arguments.of(request(Map.of(), "orders:recency"), "entities.member_id: expected a list of string"),
                Arguments.of(
                        request(Map.of("会员", List.of(text("a"))), "orders:recency"),
                        "entities.会员: no feature asked for has the join key '会员': expected member_id"),
                Arguments.of(
                        request(Map.of("member_id", List.of(Value.getDefaultInstance())), "orders:recency"),
                        "entities.member_id[0]: VAL_NOT_SET: expected text or a whole number"),
                Arguments.of(
                        request(Map.of("shop_number", List.of(int64(1), text("x"))), "shop_orders:count_1d"),
                        "entities.shop_number[1]: 'x' is no shop_number: expected int64"),
                Arguments.of(
                        request(Map.of("till_number", List.of(int64(1L << 40))), "till_orders:sum_1d"),
                        "entities.till_number[0]: '1099511627776' is no till_number: expected int32"),
                Arguments.of(
                        request(
                                Map.of("member_id", List.of(text("a")), "shop_number", List.of(int64(1), int64(2))),
                                "orders:recency",
                                "shop_orders:count_1d"),
                        "entities.shop_number: 2 values, but 1 of member_id"),
                Arguments.of(
                        GetOnlineFeaturesRequest.newBuilder()
                                .setFeatureService("x")
                                .build(),
                        "feature_service: no feature service is called 'x': expected one of baskets, churn"),
                Arguments.of(
                        request(member, "orders:recency").toBuilder()
                                .putRequestContext("hour", RepeatedValue.getDefaultInstance())
                                .build(),
                        "request_context.hour: no feature asked for is computed from 'hour': expected nothing"),
                Arguments.of(
                        request(member, "basket:share"),
                        "request_context.amount: expected a list of double: basket:share is computed from it"),
                Arguments.of(
                        request(member, "basket:share").toBuilder()
                                .putRequestContext(
                                        "amount",
                                        RepeatedValue.newBuilder()
                                                .addVal(Value.newBuilder().setBoolVal(true))
                                                .build())
                                .build(),
                        "request_context.amount[0]: 'BOOL_VAL' is no amount: expected double"));
    }

    @ParameterizedTest
    @MethodSource("wrongRequests")
    void aWrongRequestIsAnInvalidArgumentThatIsNamed(GetOnlineFeaturesRequest request, String description) {
        Status status = status(() -> client.features(request));
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).startsWith(description);
    }

    @Test
    void nobodyReadsWithoutAToken() {
        Status status = status(() -> client.featuresWithoutToken(GetOnlineFeaturesRequest.getDefaultInstance()));
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    private static Status status(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call).getStatus();
    }

    private static GetOnlineFeaturesRequest request(Map<String, List<Value>> entities, String... features) {
        GetOnlineFeaturesRequest.Builder request = GetOnlineFeaturesRequest.newBuilder()
                .setFeatures(FeatureList.newBuilder().addAllVal(Arrays.asList(features)));
        entities.forEach((joinKey, ids) -> request.putEntities(
                joinKey, RepeatedValue.newBuilder().addAllVal(ids).build()));
        return request.build();
    }

    private static Value text(String value) {
        return Value.newBuilder().setStringVal(value).build();
    }

    private static Value int64(long value) {
        return Value.newBuilder().setInt64Val(value).build();
    }

    private static Value int32(int value) {
        return Value.newBuilder().setInt32Val(value).build();
    }

    private static FeatureVector column(GetOnlineFeaturesResponse answer, String name) {
        return answer.getResults(
                answer.getMetadata().getFeatureNames().getValList().indexOf(name));
    }

    private static Value value(GetOnlineFeaturesResponse answer, String name) {
        return column(answer, name).getValues(0);
    }

    /** A request in JSON as the message of the same meaning. */
    private static GetOnlineFeaturesRequest message(JsonNode json) {
        GetOnlineFeaturesRequest.Builder request = GetOnlineFeaturesRequest.newBuilder()
                .setFullFeatureNames(json.path("full_feature_names").asBoolean());
        if (json.has("feature_service")) {
            request.setFeatureService(json.path("feature_service").asText());
        } else {
            FeatureList.Builder features = FeatureList.newBuilder();
            json.path("features").forEach(feature -> features.addVal(feature.asText()));
            request.setFeatures(features);
        }
        json.path("entities").properties().forEach(column -> {
            RepeatedValue.Builder ids = RepeatedValue.newBuilder();
            column.getValue().forEach(id -> ids.addVal(id.isTextual() ? text(id.asText()) : int64(id.asLong())));
            request.putEntities(column.getKey(), ids.build());
        });
        return request.build();
    }

    /** An answer as HTTP's would be written. */
    private static JsonNode json(GetOnlineFeaturesResponse answer) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ArrayNode names = json.putObject("metadata").putArray("feature_names");
        answer.getMetadata().getFeatureNames().getValList().forEach(names::add);
        ArrayNode results = json.putArray("results");
        for (FeatureVector vector : answer.getResultsList()) {
            ObjectNode result = results.addObject();
            ArrayNode values = result.putArray("values");
            vector.getValuesList().forEach(value -> values.addPOJO(plain(value)));
            ArrayNode statuses = result.putArray("statuses");
            vector.getStatusesList().forEach(status -> statuses.add(status.name()));
            ArrayNode times = result.putArray("event_timestamps");
            vector.getEventTimestampsList()
                    .forEach(time -> times.add(Instant.ofEpochSecond(time.getSeconds(), time.getNanos())
                            .toString()));
        }
        return Json.read(Json.write(json));
    }

    private static @Nullable Object plain(Value value) {
        return switch (value.getValCase()) {
            case VAL_NOT_SET -> null;
            case STRING_VAL -> value.getStringVal();
            case INT64_VAL -> value.getInt64Val();
            case INT32_VAL -> value.getInt32Val();
            case DOUBLE_VAL -> value.getDoubleVal();
            case STRING_LIST_VAL -> value.getStringListVal().getValList();
            case INT64_LIST_VAL -> value.getInt64ListVal().getValList();
            case DOUBLE_LIST_VAL -> value.getDoubleListVal().getValList();
            default -> throw new AssertionError(value);
        };
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String utf8(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
