package io.tidemill.featurejobs.feastregistry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.ValueKind;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reader and writer that is not ours: Feast's SDK for Python opens what was exported, reads from Redis what our writer
 * wrote, and our reader reads what Feast wrote. Needs {@code python3} and PyPI.
 */
@Tag("long")
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class FeastSdkTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private static final String ENTITIES =
            """
            [{"name": "member", "key": "member_id", "type": "STRING", "description": "Who buys 会员."},
             {"name": "stall", "key": "stall_no", "type": "INT64", "description": ""},
             {"name": "aisle", "key": "aisle_no", "type": "INT32", "description": ""}]
            """;

    private static final String SERVICES =
            """
            [{"name": "churn", "description": "What the churn model reads.",
              "features": ["member_visits:visits", "member_orders:count_30d", "member_orders:last_category"]},
             {"name": "stalls", "description": "", "features": ["stall_orders:orders"]}]
            """;

    private static final String FEATURE =
            """
            {"name": "count_30d", "type": "Int64", "description": "How often.",
             "tags": {"function": "count", "window": "P30D"}}
            """;

    private static final String LOOKUPS =
            """
            {"lookups": [
              {"features": ["member_orders:count_30d", "member_orders:amount_1d", "member_orders:last_category",
                            "member_orders:since_last", "member_orders:categories", "member_orders:quantities",
                            "member_orders:amounts", "member_orders:amount_p95", "member_orders:amount_per_order",
                            "member_orders:count_change"],
               "rows": [{"member_id": "会员-😀 zażółć"}, {"member_id": "m-2"}, {"member_id": "nobody"}]},
              {"service": "churn", "rows": [{"member_id": "m-2"}]},
              {"features": ["stall_orders:orders", "stall_orders:last_category"], "rows": [{"stall_no": -1}]},
              {"features": ["aisle_orders:amount"], "rows": [{"aisle_no": 7}]},
              {"features": ["orders_in_aisles:orders", "member_visits:visits"],
               "rows": [{"member_id": "m-2", "aisle_no": 7}, {"member_id": "m-2", "aisle_no": 8}]}]}
            """;

    private static final String MEMBERS =
            """
            {"member_id": ["会员-😀 zażółć", "m-2", "nobody"],
             "count_30d": [9223372036854775807, 0, null],
             "amount_1d": [12.5, 0.0, null],
             "last_category": ["茶 \\"oolong\\"", null, null],
             "since_last": ["2023-11-14T22:13:20+00:00", null, null],
             "categories": [["a", "茶", ""], [], null],
             "quantities": [[1, -2, 3000000000], [], null],
             "amounts": [[1.5, -0.25], [], null],
             "amount_p95": [99.25, null, null],
             "amount_per_order": [0.5, null, null],
             "count_change": [null, null, null]}
            """;

    private static final String CHURN =
            """
            {"member_id": ["m-2"], "visits": [3], "count_30d": [0], "last_category": [null]}
            """;

    private static final String STALL =
            """
            {"stall_no": [-1], "orders": [5], "last_category": [""]}
            """;

    private static final String AISLE = """
            {"aisle_no": [7], "amount": [-1.5]}
            """;

    private static final String TOGETHER =
            """
            {"member_id": ["m-2", "m-2"], "aisle_no": [7, 8], "orders": [11, null], "visits": [3, 3]}
            """;

    /** The great number is in a frame of its own: a column with a null in it Feast reads as doubles. */
    private static final String WRITES =
            """
            {"writes": [
              {"view": "member_orders", "times": ["event_timestamp", "since_last"],
               "columns": {"member_id": ["от Feast 😀"], "event_timestamp": ["2026-01-02T12:00:00Z"],
                 "count_30d": [4611686018427387905], "amount_1d": [0.1],
                 "last_category": ["茶"], "since_last": ["2023-11-14T22:13:20Z"],
                 "categories": [["a", "茶"]], "quantities": [[1, -2]], "amounts": [[1.5]],
                 "amount_p95": [-2.5], "amount_per_order": [1e300], "count_change": [0.0]}},
              {"view": "member_orders", "times": ["event_timestamp", "since_last"],
               "columns": {"member_id": ["f-2"], "event_timestamp": ["2026-01-02T12:00:01Z"],
                 "count_30d": [null], "amount_1d": [-0.5], "last_category": [null], "since_last": [null],
                 "categories": [null], "quantities": [null], "amounts": [null],
                 "amount_p95": [null], "amount_per_order": [null], "count_change": [null]}},
              {"view": "stall_orders", "times": ["event_timestamp"],
               "columns": {"stall_no": [-9223372036854775807], "event_timestamp": ["2026-01-02T12:00:02Z"],
                 "orders": [7], "last_category": [""]}},
              {"view": "aisle_orders", "times": ["event_timestamp"],
               "columns": {"aisle_no": [-7], "event_timestamp": ["2026-01-02T12:00:03Z"], "amount": [2.5]}},
              {"view": "orders_in_aisles", "times": ["event_timestamp"],
               "columns": {"member_id": ["от Feast 😀"], "aisle_no": [-7],
                 "event_timestamp": ["2026-01-02T12:00:04Z"], "orders": [13]}}]}
            """;

    private static FeastSdk feast;
    private static TestRedis redis;
    private static FeatureDefinitions market;

    @TempDir
    private Path repository;

    @BeforeAll
    static void start() throws Exception {
        feast = FeastSdk.install();
        redis = TestRedis.start();
        market = TestingDefinitions.market();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void requireFeast() {
        feast.assumeInstalled();
    }

    @Test
    void feastListsWhatIsDefined() throws Exception {
        // Given
        export(market);

        // When
        JsonNode answer = feast.run(repository, JSON.createObjectNode());
        JsonNode listing = answer.path("listing");

        // Then Feast knows every field, has nothing to complain of and leaves the registry as it is
        System.out.println("versions: " + answer.path("versions"));
        assertThat(answer.path("unknown")).isEmpty();
        assertThat(answer.path("warnings")).isEmpty();
        assertThat(answer.path("unchanged").asBoolean()).isTrue();

        // And it lists what is defined
        assertThat(listing.path("project").asText()).isEqualTo("on");
        assertThat(texts(listing.path("projects"))).containsExactly("on");
        assertThat(listing.path("entities")).isEqualTo(JSON.readTree(ENTITIES));
        assertThat(listing.path("services")).isEqualTo(JSON.readTree(SERVICES));
        JsonNode view = listing.path("views").path(0);
        assertThat(view.path("name").asText()).isEqualTo("member_orders");
        assertThat(texts(view.path("entities"))).containsExactly("member");
        assertThat(view.path("keys").path(0).path("type").asText()).isEqualTo("String");
        assertThat(view.path("ttl").asLong()).isEqualTo(36_500L * 24 * 60 * 60);
        assertThat(view.path("online").asBoolean()).isTrue();
        assertThat(view.path("owner").asText()).isEqualTo("crm@market");
        assertThat(view.path("description").asText()).isEqualTo("What a member buys, 会员订单.");
        assertThat(view.path("tags")).isEqualTo(JSON.readTree("{\"tier\": \"gold\", \"层级\": \"\\\"一\\\" 😀\"}"));
        assertThat(view.path("features").findValuesAsText("type"))
                .containsExactly(
                        "Int64",
                        "Float64",
                        "String",
                        "UnixTimestamp",
                        "Array(String)",
                        "Array(Int64)",
                        "Array(Float64)",
                        "Float64",
                        "Float64",
                        "Float64");
        assertThat(view.path("features").path(0)).isEqualTo(JSON.readTree(FEATURE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shops", "cdnow"})
    void feastListsWhatTheExamplesDefine(String example) throws Exception {
        // Given
        FeatureDefinitions definitions = TestingDefinitions.example(example);
        export(definitions);

        // When
        JsonNode answer = feast.run(repository, JSON.createObjectNode());

        // Then
        assertThat(answer.path("unknown")).isEmpty();
        assertThat(answer.path("warnings")).isEmpty();
        assertThat(answer.path("listing").path("views").findValuesAsText("name"))
                .containsAll(definitions.views().stream()
                        .flatMap(view -> Stream.concat(
                                Stream.of(view.name()), view.features().stream().map(Feature::name)))
                        .toList());
    }

    @Test
    void feastReadsWhatOurWriterWrote() throws Exception {
        // Given rows with keys of each type, with nulls, and with lists, some of them empty
        export(market);
        write(
                row(
                        "member_orders",
                        EntityKey.of("member_id", "会员-😀 zażółć"),
                        List.of(
                                FeatureValue.of(Long.MAX_VALUE),
                                FeatureValue.of(12.5),
                                FeatureValue.of("茶 \"oolong\""),
                                FeatureValue.of(Instant.parse("2023-11-14T22:13:20Z")),
                                list(ValueKind.STRING, FeatureValue.of("a"), FeatureValue.of("茶"), FeatureValue.of("")),
                                list(
                                        ValueKind.INT64,
                                        FeatureValue.of(1),
                                        FeatureValue.of(-2),
                                        FeatureValue.of(3_000_000_000L)),
                                list(ValueKind.DOUBLE, FeatureValue.of(1.5), FeatureValue.of(-0.25)),
                                FeatureValue.of(99.25),
                                FeatureValue.of(0.5),
                                FeatureValue.NULL)),
                row(
                        "member_orders",
                        EntityKey.of("member_id", "m-2"),
                        List.of(
                                FeatureValue.of(0),
                                FeatureValue.of(0.0),
                                FeatureValue.NULL,
                                FeatureValue.NULL,
                                list(ValueKind.STRING),
                                list(ValueKind.INT64),
                                list(ValueKind.DOUBLE),
                                FeatureValue.NULL,
                                FeatureValue.NULL,
                                FeatureValue.NULL)),
                row("member_visits", EntityKey.of("member_id", "m-2"), List.of(FeatureValue.of(3))),
                row("stall_orders", EntityKey.of("stall_no", -1), List.of(FeatureValue.of(5), FeatureValue.of(""))),
                row(
                        "aisle_orders",
                        EntityKey.of("aisle_no", new FeatureValue.Int32(7)),
                        List.of(FeatureValue.of(-1.5))),
                row("orders_in_aisles", together("m-2:7"), List.of(FeatureValue.of(11))));

        // When
        JsonNode answer = feast.run(repository, JSON.readTree(LOOKUPS));

        // Then
        JsonNode lookups = answer.path("lookups");
        assertThat(lookups.path(0).path("values")).isEqualTo(JSON.readTree(MEMBERS));
        assertThat(texts(lookups.path(0).path("times").path("count_30d")))
                .startsWith("2026-01-02T12:00:00.123Z", "2026-01-02T12:00:00.123Z");
        assertThat(lookups.path(1).path("values")).isEqualTo(JSON.readTree(CHURN));
        assertThat(lookups.path(2).path("values")).isEqualTo(JSON.readTree(STALL));
        assertThat(lookups.path(3).path("values")).isEqualTo(JSON.readTree(AISLE));
        assertThat(lookups.path(4).path("values")).isEqualTo(JSON.readTree(TOGETHER));

        // And it says the same of what nobody wrote, and of what is older than its ttl
        assertThat(texts(lookups.path(0).path("statuses").path("count_30d"))).containsOnly("PRESENT");
        assertThat(texts(lookups.path(2).path("statuses").path("orders"))).containsOnly("PRESENT");
    }

    @Test
    void ourReaderReadsWhatFeastWrote() throws Exception {
        // Given
        export(market);

        // When (a row of nothing but nulls Feast would not write)
        feast.run(repository, JSON.readTree(WRITES));

        // Then
        OnlineRow full = read("member_orders", EntityKey.of("member_id", "от Feast 😀"));
        assertThat(full.eventTime()).contains(Instant.parse("2026-01-02T12:00:00Z"));
        assertThat(values(full))
                .containsExactly(
                        FeatureValue.of(4_611_686_018_427_387_905L),
                        FeatureValue.of(0.1),
                        FeatureValue.of("茶"),
                        FeatureValue.of(Instant.parse("2023-11-14T22:13:20Z")),
                        list(ValueKind.STRING, FeatureValue.of("a"), FeatureValue.of("茶")),
                        list(ValueKind.INT64, FeatureValue.of(1), FeatureValue.of(-2)),
                        list(ValueKind.DOUBLE, FeatureValue.of(1.5)),
                        FeatureValue.of(-2.5),
                        FeatureValue.of(1e300),
                        FeatureValue.of(0.0));
        OnlineRow nulls = read("member_orders", EntityKey.of("member_id", "f-2"));
        assertThat(nulls.eventTime()).contains(Instant.parse("2026-01-02T12:00:01Z"));
        assertThat(nulls.value("amount_1d")).isEqualTo(FeatureValue.of(-0.5));
        assertThat(values(nulls)).filteredOn(FeatureValue::isNull).hasSize(9);
        assertThat(values(read("stall_orders", EntityKey.of("stall_no", -Long.MAX_VALUE))))
                .containsExactly(FeatureValue.of(7), FeatureValue.of(""));
        assertThat(values(read("orders_in_aisles", together("от Feast 😀:-7")))).containsExactly(FeatureValue.of(13));
        assertThat(values(read("aisle_orders", EntityKey.of("aisle_no", new FeatureValue.Int32(-7)))))
                .containsExactly(FeatureValue.of(2.5));
    }

    private void export(FeatureDefinitions definitions) throws IOException {
        new FeastRepository(definitions, FeastRedis.of(new RedisAddress("127.0.0.1", redis.port())), Clock.systemUTC())
                .writeTo(repository);
    }

    private static void write(FeatureRow... rows) {
        try (OnlineStoreWriter writer = OnlineStoreWriter.open(store())) {
            assertThat(writer.write(List.of(rows), WriteRule.NOT_OLDER).written())
                    .isEqualTo(rows.length);
        }
    }

    private static EntityKey together(String id) {
        return EntityKey.read(market.entitiesOf(market.view("orders_in_aisles").orElseThrow()), id)
                .orElseThrow();
    }

    private static OnlineRow read(String view, EntityKey entity) {
        try (OnlineStoreReader reader = OnlineStoreReader.open(store())) {
            return reader.read(online(view), List.of(entity)).get(0);
        }
    }

    private static FeatureRow row(String view, EntityKey entity, List<FeatureValue> values) {
        return new FeatureRow(online(view), entity, NOON, values);
    }

    private static OnlineStoreConfig store() {
        return OnlineStoreConfig.of("127.0.0.1", redis.port(), market.project());
    }

    private static OnlineView online(String view) {
        StreamFeatureView defined = market.view(view).orElseThrow();
        return OnlineView.of(
                view, defined.features().stream().map(Feature::name).toList());
    }

    private static FeatureValue list(ValueKind kind, FeatureValue... items) {
        return new FeatureValue.Array(kind, List.of(items));
    }

    private static List<FeatureValue> values(OnlineRow row) {
        return row.view().features().stream()
                .map(feature -> Objects.requireNonNull(row.value(feature), feature))
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
