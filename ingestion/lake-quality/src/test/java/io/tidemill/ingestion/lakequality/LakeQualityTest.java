package io.tidemill.ingestion.lakequality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.ingestion.lakequality.TestingOrders.Order;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.QualityJudged;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeQualityTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final TestPostgres POSTGRES = TestPostgres.start();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final LocalDate GOOD = LocalDate.of(2026, 3, 28);
    private static final LocalDate BAD = GOOD.plusDays(1);
    private static final ReleasedSchemas RELEASED = ReleasedSchemas.load();
    private static final EventCodec CODEC = new EventCodec(RELEASED);
    private static final String EXPECTATIONS =
            """
            table: order_paid
            description: Orders of a test.
            expectations:
              - {name: order-once, kind: unique, columns: [event_source, event_id], severity: must}
              - {name: currency-there, kind: null-share, column: currency, atMost: 0.1, severity: must}
              - {name: currency-known, kind: set, column: currency, values: [CNY, EUR], severity: must}
              - {name: currency-shape, kind: regex, column: currency, pattern: "[A-Z]{3}", severity: should}
              - {name: amount-in-bounds, kind: range, column: amount, minimum: 0, maximum: 1000, severity: should}
              - {name: amount-near-quartiles, kind: iqr-outliers, column: amount, factor: 3, days: 14, severity: should}
              - {name: amount-near-mean, kind: z-score-outliers, column: amount, threshold: 6, days: 14, severity: should}
              - {name: taken-in-soon, kind: freshness, quantile: 0.5, atMost: PT1M, severity: should}
              - {name: enough-orders, kind: volume, weeks: 3, tolerance: 0.3, severity: must}
              - {name: enough-of-shop-7, kind: volume, weeks: 3, tolerance: 0.3, severity: should, tenant: shop-7}
            """;

    private static Path folder = Path.of("");
    private static CatalogSettings storage = CatalogSettings.jdbc("", "");
    private static TestingOrders lake = new TestingOrders(storage);
    private static long goodSnapshot;
    private static long badSnapshot;

    private TestKafka kafka = TestKafka.start();
    private QualitySettings settings = new QualitySettings(folder, "", storage);

    @BeforeAll
    static void fillTheLake(@TempDir Path temporary) throws Exception {
        folder = temporary;
        Files.createDirectories(folder.resolve("quality"));
        // A place that is reached by the keys below lake.hadoop alone: a link of Hadoop's to a folder.
        storage = CatalogSettings.of(Map.of(
                "lake.catalog-uri",
                POSTGRES.jdbcUrl(),
                "lake.warehouse",
                "viewfs://lake/tables",
                "lake.hadoop.fs.viewfs.mounttable.lake.link./tables",
                Files.createDirectories(folder.resolve("lake")).toUri().toString(),
                "lake.hadoop.fs.viewfs.impl.disable.cache",
                "true"));
        lake = new TestingOrders(storage);
        for (int back = 22; back >= 0; back--) {
            goodSnapshot = lake.write(GOOD.minusDays(back), goodOrders(GOOD.minusDays(back)));
        }
        badSnapshot = lake.write(BAD, badOrders());
        lake.write(BAD, goodOrders(BAD));
    }

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    @BeforeEach
    void define() throws Exception {
        kafka.create(List.of(Topics.PARTITIONS_COMPLETED, Topics.QUALITY_VERDICTS));
        Map<String, String> keys = new HashMap<>(storage.toSettings());
        keys.put("definitions.folder", folder.toString());
        keys.put("kafka.bootstrap-servers", kafka.bootstrapServers());
        settings = QualitySettings.of(Configuration.of(keys));
        Files.writeString(folder.resolve("quality/order_paid.yaml"), EXPECTATIONS);
    }

    @AfterEach
    void clear() throws Exception {
        kafka.close();
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS quality CASCADE");
        }
    }

    @Test
    void aGoodDayPassesAndABadOneFailsUntilItIsReleased() throws Exception {
        // Given
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        String scientist = tokens.issue("ann", "default", Set.of(Role.SCIENTIST), Duration.ofMinutes(5));
        String reader = tokens.issue("rob", "default", Set.of(Role.READER), Duration.ofMinutes(5));
        MemoryAuditLog audit = new MemoryAuditLog();
        ServerParts parts = new ServerParts(tokens.verifier(), audit, new PrometheusRegistry(), CLOCK);
        try (LakeQuality quality = LakeQuality.start(settings, RELEASED, POSTGRES.dataSource(), CLOCK);
                HttpServer server =
                        HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(quality.routes()))) {
            Calls calls = new Calls(server);

            // When
            complete("order_paid", GOOD, 1, goodSnapshot);
            complete("order_paid", BAD, 1, badSnapshot);
            complete("product_viewed", GOOD, 1, 1);
            await().atMost(LONG).until(() -> verdicts().size() == 3);

            // Then: each has its verdict, also where nothing is expected
            assertThat(verdicts().stream().map(LakeQualityTest::brief))
                    .containsExactlyInAnyOrder(
                            "tidemill.order_paid 2026-03-28 passed []",
                            "tidemill.order_paid 2026-03-29 failed"
                                    + " [order-once, currency-there, currency-known, enough-orders]",
                            "tidemill.product_viewed 2026-03-28 passed []");
            Map<String, JsonNode> good = results(calls.get(reader, "/api/quality/order_paid/" + GOOD));
            assertThat(good.values())
                    .allSatisfy(result ->
                            assertThat(result.path("outcome").asText()).isEqualTo("PASSED"));
            assertThat(good).hasSize(10);

            // And: the bad day says what is wrong, of the snapshot that was announced and not of a later one
            JsonNode day = calls.get(reader, "/api/quality/order_paid/" + BAD).path("day");
            assertThat(day.path("evaluation").path("snapshotId").asLong()).isEqualTo(badSnapshot);
            assertThat(day.path("evaluation").path("rows").asInt()).isEqualTo(12);
            Map<String, JsonNode> bad = results(calls.get(reader, "/api/quality/order_paid/" + BAD));
            assertThat(outcomes(bad))
                    .containsEntry("order-once", "FAILED 1 of 12 rows repeat another")
                    .containsEntry("currency-there", "FAILED 25.00 % (3 of 12) null")
                    .containsEntry("currency-known", "FAILED 22.22 % (2 of 9) others")
                    .containsEntry("currency-shape", "FAILED 11.11 % (1 of 9) do not match")
                    .containsEntry("amount-in-bounds", "FAILED 8.33 % (1 of 12) outside")
                    .containsEntry("enough-orders", "FAILED 12 rows, the median of 3 weeks is 40.0 (-70.0 %)")
                    .containsEntry("enough-of-shop-7", "FAILED 0 rows, the median of 3 weeks is 10.0 (-100.0 %)");
            assertThat(outcome(bad, "amount-near-quartiles")).isEqualTo("FAILED");
            assertThat(outcome(bad, "amount-near-mean")).isEqualTo("FAILED");
            assertThat(outcome(bad, "taken-in-soon")).isEqualTo("FAILED");
            assertThat(offenders(bad, "order-once")).containsExactly("bad-0", "bad-0");
            assertThat(offenders(bad, "amount-near-mean")).containsExactly("bad-5");
            assertThat(offenders(bad, "currency-known")).containsExactlyInAnyOrder("bad-6", "bad-7");

            // And: the report is a page that needs nothing else
            String page = calls.page(reader, "/api/quality/order_paid/" + BAD + "/report");
            assertThat(page).contains("<svg", "数据质量报告 Data quality", "bad-5").doesNotContain("<script", "http");
            Files.writeString(Path.of("target/quality-report.html"), page);

            // And: only who is responsible may release it, with a reason, once
            String release = "/api/quality/order_paid/" + BAD + "/release";
            assertThat(calls.post(reader, release, "{\"reason\":\"x\"}").statusCode())
                    .isEqualTo(403);
            assertThat(calls.post(scientist, release, "{\"reason\":\" \"}").statusCode())
                    .isEqualTo(422);
            assertThat(calls.post(scientist, release.replace("29", "28"), "{\"reason\":\"x\"}")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(calls.post(scientist, release, "{\"reason\":\"a strike\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(calls.post(scientist, release, "{\"reason\":\"again\"}").statusCode())
                    .isEqualTo(409);
            await().atMost(LONG).until(() -> verdicts().size() == 4);
            QualityJudged released = verdicts().get(3);
            assertThat(released.getVerdict()).isEqualTo("released");
            assertThat(released.getReason()).isEqualTo("a strike");
            assertThat(released.getJudgedBy()).isEqualTo("ann");
            assertThat(audit.entries().stream().map(recorded -> recorded.entry().action()))
                    .contains("quality.release");
            assertThat(calls.get(reader, "/api/quality?table=order_paid&from=2026-03-29")
                            .path("days")
                            .get(0)
                            .path("verdict")
                            .asText())
                    .isEqualTo("released");
        }
    }

    @Test
    void aDayIsJudgedAgainOrByADraft() throws Exception {
        // Given
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        String scientist = tokens.issue("ann", "default", Set.of(Role.SCIENTIST), Duration.ofMinutes(5));
        ServerParts parts = new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), CLOCK);
        try (LakeQuality quality = LakeQuality.start(settings, RELEASED, POSTGRES.dataSource(), CLOCK);
                HttpServer server =
                        HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(quality.routes()))) {
            Calls calls = new Calls(server);
            String path = "/api/quality/order_paid/" + BAD;
            String draft =
                    "table: order_paid\nexpectations:\n  - {name: a, kind: range, column: amount, minimum: 0, severity: must}\n";

            // When: a day that is not complete is judged by a draft
            JsonNode drafted = Json.read(calls.post(
                            scientist,
                            path + "/evaluate",
                            Json.MAPPER.writeValueAsString(Map.of("expectations", draft)))
                    .body());

            // Then: as it is now, and nothing is kept
            assertThat(drafted.path("kept").asBoolean()).isFalse();
            assertThat(drafted.path("evaluation").path("rows").asInt()).isEqualTo(52);
            assertThat(drafted.path("evaluation").path("verdict").asText()).isEqualTo("passed");
            HttpResponse<byte[]> wrong = calls.post(
                    scientist,
                    path + "/evaluate",
                    Json.MAPPER.writeValueAsString(Map.of("expectations", draft.replace("amount", "total"))));
            assertThat(wrong.statusCode()).isEqualTo(422);
            assertThat(new String(wrong.body(), StandardCharsets.UTF_8))
                    .contains("draft:3 expectations[0].column: column 'total'");
            assertThat(calls.post(scientist, path + "/evaluate", "").statusCode())
                    .isEqualTo(404);

            // And: a day that failed is judged by better definitions
            complete("order_paid", BAD, 1, badSnapshot);
            await().atMost(LONG).until(() -> verdicts().size() == 1);
            assertThat(verdicts().get(0).getVerdict()).isEqualTo("failed");
            Files.writeString(folder.resolve("quality/order_paid.yaml"), draft);
            assertThat(Json.read(calls.post(scientist, path + "/evaluate", "").body())
                            .path("evaluation")
                            .path("verdict")
                            .asText())
                    .isEqualTo("passed");
            await().atMost(LONG).until(() -> verdicts().size() == 2);
            assertThat(verdicts().get(1).getVerdict()).isEqualTo("passed");
            assertThat(calls.get(scientist, path).path("day").path("verdict").asText())
                    .isEqualTo("passed");
        }
    }

    @Test
    void eachDayIsJudgedOnceWhateverIsKilled() throws Exception {
        // Given: every day of three weeks, announced twice
        for (int twice = 0; twice < 2; twice++) {
            for (int back = 20; back >= 0; back--) {
                complete("order_paid", GOOD.minusDays(back), 1, goodSnapshot);
            }
        }

        // When: two processes judge, their connections are cut, and they are started again
        for (int round = 0; round < 3; round++) {
            try (LakeQuality first = LakeQuality.start(settings, RELEASED, POSTGRES.dataSource(), CLOCK);
                    LakeQuality second = LakeQuality.start(settings, RELEASED, POSTGRES.dataSource(), CLOCK)) {
                int before = verdicts().size();
                await().atMost(LONG).until(() -> verdicts().size() > Math.min(before + 2, 20));
                cutConnections();
                assertThat(first).isNotSameAs(second);
            }
        }
        try (LakeQuality last = LakeQuality.start(settings, RELEASED, POSTGRES.dataSource(), CLOCK)) {
            await().atMost(LONG)
                    .until(() -> verdicts().stream()
                                    .map(QualityJudged::getPartition)
                                    .distinct()
                                    .count()
                            == 21);

            // Then
            assertThat(count("quality.evaluation")).isEqualTo(21);
            assertThat(count("quality.outbox")).isEqualTo(21);
            assertThat(last.routes().name()).isEqualTo("quality");
        }
    }

    @Test
    void aDayThatCannotBeReadFailsAndLateRowsAreJudgedAgain() throws Exception {
        // Given
        Files.writeString(
                folder.resolve("quality/order_refunded.yaml"),
                "table: order_refunded\nexpectations:\n  - {name: a, kind: volume, severity: must}\n");
        try (LakeQuality quality = LakeQuality.start(settings, RELEASED, POSTGRES.dataSource(), CLOCK)) {
            // When
            complete("order_refunded", GOOD, 1, 5);
            complete("order_paid", BAD, 1, badSnapshot);
            complete("order_paid", BAD, 2, 99);
            await().atMost(LONG).until(() -> verdicts().size() == 3);

            // Then: a snapshot that is gone is read as the newest one
            Map<String, QualityJudged> byKey = verdicts().stream()
                    .collect(Collectors.toMap(
                            verdict -> verdict.getTable() + "/" + verdict.getRevision(), verdict -> verdict));
            assertThat(Objects.requireNonNull(byKey.get("tidemill.order_refunded/1"))
                            .getFailedRules())
                    .containsExactly("readable");
            assertThat(Objects.requireNonNull(byKey.get("tidemill.order_paid/1"))
                            .getSnapshotId())
                    .isEqualTo(badSnapshot);
            assertThat(Objects.requireNonNull(byKey.get("tidemill.order_paid/2"))
                            .getSnapshotId())
                    .isNotIn(99L, badSnapshot);
            assertThat(quality.routes().routes()).hasSize(5);
        } finally {
            Files.delete(folder.resolve("quality/order_refunded.yaml"));
        }
    }

    @Test
    void expectationsOfARegisteredTypeAreJudgedOnceItIsKnown() throws Exception {
        // Given expectations of the table of a type that is not known yet
        Files.writeString(
                folder.resolve("quality/parcel_sent.yaml"),
                "table: parcel_sent\nexpectations:\n"
                        + "  - {name: light, kind: range, column: grams, maximum: 1000, severity: must}\n");
        String parcel = "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"grams\",\"type\":\"int\"}]}";
        long snapshot = lake.writeOne("parcel.sent", new Schema.Parser().parse(parcel), GOOD, Map.of("grams", 9000));
        try (TestingRegistry registry = new TestingRegistry()) {
            EventSchemas schemas = new SchemaSource(registry.url(), "", "", "", true).open();
            try (LakeQuality quality = LakeQuality.start(settings, schemas, POSTGRES.dataSource(), CLOCK)) {
                complete("parcel_sent", GOOD, 1, snapshot);
                await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> verdicts()
                        .isEmpty());

                // When
                registry.add("parcel.sent", 1, 1001, parcel);

                // Then
                await().atMost(LONG).until(() -> verdicts().size() == 1);
                assertThat(brief(verdicts().get(0))).isEqualTo("tidemill.parcel_sent 2026-03-28 failed [light]");
                assertThat(quality.routes().name()).isEqualTo("quality");
            }
        } finally {
            Files.delete(folder.resolve("quality/parcel_sent.yaml"));
        }
    }

    private static List<Order> goodOrders(LocalDate day) {
        return IntStream.range(0, 40)
                .mapToObj(number -> new Order(
                        day + "-" + number,
                        number % 4 == 0 ? "shop-7" : "shop-1",
                        number == 0 ? null : number % 2 == 0 ? "CNY" : "EUR",
                        20 + number % 10,
                        5))
                .toList();
    }

    private static List<Order> badOrders() {
        List<Order> orders = new ArrayList<>();
        for (int number = 0; number < 11; number++) {
            String currency = number >= 8 ? null : number == 6 ? "usd" : number == 7 ? "USD" : "CNY";
            orders.add(new Order("bad-" + number, "shop-1", currency, number == 5 ? 90_000 : 25, 3600));
        }
        orders.add(new Order("bad-0", "shop-1", "CNY", 25, 3600));
        return orders;
    }

    private static String brief(QualityJudged verdict) {
        return verdict.getTable() + " " + verdict.getPartition() + " " + verdict.getVerdict() + " "
                + verdict.getFailedRules();
    }

    private static Map<String, JsonNode> results(JsonNode answer) {
        List<JsonNode> results = new ArrayList<>();
        answer.path("day").path("evaluation").path("results").forEach(results::add);
        return results.stream()
                .collect(Collectors.toMap(result -> result.path("name").asText(), result -> result));
    }

    private static Map<String, String> outcomes(Map<String, JsonNode> results) {
        return results.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        result -> result.getValue().path("outcome").asText() + " "
                                + result.getValue().path("observed").asText()));
    }

    private static String outcome(Map<String, JsonNode> results, String rule) {
        return Objects.requireNonNull(results.get(rule)).path("outcome").asText();
    }

    private static List<String> offenders(Map<String, JsonNode> results, String rule) {
        List<String> ids = new ArrayList<>();
        Objects.requireNonNull(results.get(rule)).path("offenders").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    private List<QualityJudged> verdicts() throws Exception {
        List<QualityJudged> verdicts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> sent : kafka.committedRecords(Topics.QUALITY_VERDICTS.name())) {
            verdicts.add(EventCodec.as(QualityJudged.class, CODEC.decode(sent.headers(), sent.value())));
        }
        return verdicts;
    }

    private void complete(String table, LocalDate day, int revision, long snapshot) throws Exception {
        PartitionCompleted completed = PartitionCompleted.newBuilder()
                .setTable("tidemill." + table)
                .setPartition(day)
                .setRevision(revision)
                .setSnapshotId(snapshot)
                .setRows(40)
                .setWatermark(Instant.EPOCH)
                .build();
        String key = "tidemill." + table + "/" + day + "/" + revision;
        Event event = new Event(key, "/test", EventTypes.PARTITION_COMPLETED, key, Instant.EPOCH, "default", completed);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(CODEC.encode(Topics.PARTITIONS_COMPLETED, 0, event, CLOCK.instant()))
                    .get();
        }
    }

    private static long count(String table) throws Exception {
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void cutConnections() throws Exception {
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL");
        }
    }

    /** Calls to a server. */
    private record Calls(HttpServer server) {
        private static final HttpClient HTTP = HttpClient.newHttpClient();

        JsonNode get(String token, String path) throws Exception {
            return Json.read(send(token, path, "GET", "").body());
        }

        String page(String token, String path) throws Exception {
            return new String(send(token, path, "GET", "").body(), StandardCharsets.UTF_8);
        }

        HttpResponse<byte[]> post(String token, String path, String body) throws Exception {
            return send(token, path, "POST", body);
        }

        private HttpResponse<byte[]> send(String token, String path, String method, String body) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(server.uri(path))
                    .header("authorization", "Bearer " + token)
                    .header("content-type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
