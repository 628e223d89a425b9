package io.tidemill.ingestion.lakeapi;

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
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.laketables.maintenance.Connections;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceLog;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceRequest;
import io.tidemill.ingestion.laketables.maintenance.OperationKind;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeApiTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final LocalDate DAY = LocalDate.of(1997, 1, 1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static TestPostgres postgres;
    private static TestKafka kafka;
    private static LocalTokens tokens;
    private static PrometheusRegistry metrics;
    private static LakeApi api;
    private static HttpServer server;
    private static Lake lake;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.start();
        kafka = TestKafka.start();
        kafka.create(Topics.all());
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        metrics = new PrometheusRegistry();
        // A place that is reached by the keys below lake.hadoop alone: a link of Hadoop's to a folder.
        Map<String, String> settings = new HashMap<>(Map.of(
                "lake.catalog-uri",
                postgres.jdbcUrl(),
                "lake.warehouse",
                "viewfs://lake/tables",
                "lake.hadoop.fs.viewfs.mounttable.lake.link./tables",
                folder.toUri().toString(),
                "lake.hadoop.fs.viewfs.impl.disable.cache",
                "true"));
        lake = Lake.open(CatalogSettings.of(settings));
        settings.put("lake.sources.interval", "PT0.2S");
        settings.put("kafka.bootstrap-servers", kafka.bootstrapServers());
        ServerParts parts = new ServerParts(tokens.verifier(), new MemoryAuditLog(), metrics, CLOCK);
        api = LakeApi.open(Configuration.of(settings), postgres.dataSource(), parts);
        server = HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(api));
    }

    @AfterAll
    static void stop() {
        server.close();
        api.close();
        lake.close();
        kafka.close();
        postgres.close();
    }

    @Test
    void aDayTellsWhetherItIsCompleteAndWhoIsMissing() throws Exception {
        // Given three complete days on which two sources sent, one of them with a row that came late
        Table table = lake.tableOf("order.paid");
        TestingRows rows = new TestingRows(table);
        for (int day = 0; day < 3; day++) {
            rows.add("/a", 0, at(day, 0), at(day, 12), at(day, 23));
            rows.add("/b", 1, at(day, 9), at(day, 20));
            announce(DAY.plusDays(day), 5);
        }
        rows.add("/a", 2, at(0, 3));
        // When on the fourth only one of them sends
        rows.add("/a", 0, at(3, 0), at(3, 15));
        // Then the other is missed while the day is open
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/api/lake/silent-sources").path("silentSources"))
                        .hasSize(1));
        JsonNode days = get("/api/lake/tables/order_paid/partitions").path("partitions");
        assertThat(days).hasSize(4);
        assertThat(days.get(0).path("state").asText()).isEqualTo("open");
        assertThat(days.get(0).path("silentSources").get(0).path("source").asText())
                .isEqualTo("/b");
        assertThat(days.get(0).path("lastEvent").asText()).isEqualTo("1997-01-04T15:00:00Z");
        // And the first tells its late row and where its rows came from
        JsonNode first = days.get(3);
        assertThat(first.path("state").asText()).isEqualTo("complete");
        assertThat(first.path("revision").asInt()).isEqualTo(1);
        assertThat(first.path("rows").asInt()).isEqualTo(6);
        assertThat(first.path("lateRows").asInt()).isEqualTo(1);
        assertThat(first.path("topicPartitions")).extracting(JsonNode::asInt).containsExactly(0, 1, 2);
        assertThat(first.path("sources")).hasSize(2);
        assertThat(metrics.scrape().stream()
                        .filter(metric -> metric.getMetadata().getName().equals("tidemill_lake_silent_sources")))
                .hasSize(1);
        // When its files are put into one, and a source's rows of a day are taken away
        RewriteFiles compacted = table.newRewrite();
        for (FileFigures file : FileFigures.of(table)) {
            if (file.day().equals(DAY)) {
                compacted.deleteFile(dataFile(table, file.location()));
            }
        }
        compacted.addFile(rows.write("/a", 0, at(0, 0), at(0, 12), at(0, 23), at(0, 3), at(0, 4), at(0, 5)));
        compacted.commit();
        table.newDelete().deleteFromRowFilter(dayOf(DAY.plusDays(2))).commit();
        // Then rows that were only moved are not counted again, and those of the day are gone
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = get("/api/lake/tables/order_paid/partitions").path("partitions");
            assertThat(now.get(1).path("rows").asInt()).isZero();
            assertThat(now.get(1).path("sources")).isEmpty();
            assertThat(now.get(3).path("sources")).hasSize(2);
            assertThat(now.get(3).path("files").asInt()).isEqualTo(1);
        });
        // When the second source sends, it is not missed any more
        rows.add("/b", 1, at(3, 20));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/api/lake/silent-sources").path("silentSources"))
                        .isEmpty());
    }

    @Test
    void tablesAndFilesAreTold() throws Exception {
        // Given a table with two files, the newer of which was added by someone who carries over what was told
        Table table = lake.tableOf("order.refunded");
        TestingRows rows = new TestingRows(table);
        table.newAppend()
                .appendFile(rows.write("/a", 0, at(0, 1)))
                .set(LakeTables.WATERMARK_PROPERTY, "1000")
                .commit();
        SnapshotCommit.of(table, table.newAppend().appendFile(rows.write("/a", 0, at(1, 1), at(1, 2))))
                .make();
        // Then its figures are there
        JsonNode told = get("/api/lake/tables").path("tables");
        assertThat(told)
                .filteredOn(one -> one.path("name").asText().equals("order_refunded"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.path("rows").asLong()).isEqualTo(3);
                    assertThat(one.path("files").asLong()).isEqualTo(2);
                    assertThat(one.path("smallFiles").asLong()).isEqualTo(2);
                    assertThat(one.path("snapshots").asLong()).isEqualTo(2);
                    assertThat(one.path("watermark").asText()).isEqualTo("1970-01-01T00:00:01Z");
                });
        // And its files, the newest day first
        JsonNode files = get("/api/lake/tables/order_refunded/files?limit=1");
        assertThat(files.path("total").asInt()).isEqualTo(2);
        assertThat(files.path("files").get(0).path("rows").asInt()).isEqualTo(2);
        assertThat(files.path("files").get(0).path("sorted").asBoolean()).isFalse();
        assertThat(files.path("files").get(0).path("firstEvent").asText()).isEqualTo("1997-01-02T01:00:00Z");
        assertThat(send("GET", "/api/lake/tables/none/files", "", Role.READER).statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/api/lake/tables/order_refunded/files?limit=0", "", Role.READER)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void maintenanceIsAskedForAndFollowed() throws Exception {
        lake.tableOf("coupon.redeemed");
        String path = "/api/lake/tables/coupon_redeemed/maintenance";
        // Given a request of an operator
        HttpResponse<String> asked =
                send("POST", path, "{\"operations\":[\"compact\",\"expire\"],\"dryRun\":true}", Role.OPERATOR);
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        long id = Json.read(asked.body().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .path("id")
                .asLong();
        // When it is taken up and half done
        MaintenanceLog log = MaintenanceLog.open(Connections.of(postgres.jdbcUrl()));
        MaintenanceRequest request = log.takeUp(CLOCK.instant()).orElseThrow();
        assertThat(request.operations()).containsExactly(OperationKind.COMPACT, OperationKind.EXPIRE);
        OperationResult result = new OperationResult(OperationOutcome.DRY_RUN, 9, 1, 10, 10, 0, "about");
        log.add(
                "coupon_redeemed",
                OperationKind.COMPACT,
                OptionalLong.of(id),
                CLOCK.instant(),
                CLOCK.instant(),
                result);
        log.progress(id, 1, 2, CLOCK.instant());
        // Then it tells so
        JsonNode followed = get("/api/lake/maintenance-requests/" + id);
        assertThat(followed.path("request").path("done").asInt()).isEqualTo(1);
        assertThat(followed.path("request").path("finishedAt").isNull()).isTrue();
        assertThat(followed.path("operations")
                        .get(0)
                        .path("result")
                        .path("outcome")
                        .asText())
                .isEqualTo("DRY_RUN");
        assertThat(get(path).path("operations")).hasSize(1);
        assertThat(get("/api/lake/maintenance?table=none").path("operations")).isEmpty();
        log.progress(id, 2, 2, CLOCK.instant());
        assertThat(log.takeUp(CLOCK.instant())).isEmpty();
        // And what cannot be done is refused
        assertThat(send("POST", path, "{\"operations\":[\"vacuum\"]}", Role.OPERATOR)
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("POST", path, "{}", Role.READER).statusCode()).isEqualTo(403);
        assertThat(send("POST", "/api/lake/tables/none/maintenance", "{}", Role.OPERATOR)
                        .statusCode())
                .isEqualTo(404);
    }

    private static org.apache.iceberg.DataFile dataFile(Table table, String location) throws Exception {
        try (var tasks = table.newScan().planFiles()) {
            for (var task : tasks) {
                if (task.file().location().equals(location)) {
                    return task.file();
                }
            }
        }
        throw new AssertionError("no file " + location);
    }

    private static org.apache.iceberg.expressions.Expression dayOf(LocalDate day) {
        long start = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() * 1000;
        return org.apache.iceberg.expressions.Expressions.and(
                org.apache.iceberg.expressions.Expressions.greaterThanOrEqual(LakeTables.EVENT_TIME, start),
                org.apache.iceberg.expressions.Expressions.lessThan(
                        LakeTables.EVENT_TIME, start + Duration.ofDays(1).toMillis() * 1000));
    }

    private static void announce(LocalDate day, long rows) throws Exception {
        PartitionCompleted completed = PartitionCompleted.newBuilder()
                .setTable("tidemill.order_paid")
                .setPartition(day)
                .setRevision(1)
                .setSnapshotId(7)
                .setRows(rows)
                .setWatermark(at(9, 0))
                .build();
        String id = "order_paid/" + day;
        Event event = new Event(id, "/test", EventTypes.PARTITION_COMPLETED, id, at(9, 0), "default", completed);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(new EventCodec(ReleasedSchemas.load())
                            .encode(Topics.PARTITIONS_COMPLETED, null, event, CLOCK.instant()))
                    .get();
        }
    }

    private static Instant at(int day, int hour) {
        return DAY.plusDays(day).atTime(hour, 0).toInstant(ZoneOffset.UTC);
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, "", Role.READER);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(String method, String path, String body, Role role) throws Exception {
        String token = tokens.issue("ann", "default", Set.of(role), Duration.ofMinutes(5));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
