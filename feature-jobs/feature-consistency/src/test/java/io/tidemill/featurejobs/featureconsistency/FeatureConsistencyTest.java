package io.tidemill.featurejobs.featureconsistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.tidemill.featurejobs.featureconsistency.drift.Distribution;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.FeaturesJudged;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureConsistencyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final MemoryAuditLog audit = new MemoryAuditLog();

    @Test
    void aCompletedDayIsComparedAnnouncedAndReleased(@TempDir Path folder) throws Exception {
        try (TestingShop shop = new TestingShop(folder)) {
            LocalDate day = LocalDate.ofInstant(shop.clock.instant(), ZoneOffset.UTC);
            // Given a day on which one value that was served is wrong
            shop.order("m1", shop.clock.instant().minusSeconds(5), 4, "tea");
            shop.awaitServed("m1", 1);
            shop.tamper("orders", "m1", "count_all", FeatureValue.of(4711));
            assertThat(shop.lookUp("m1")).isEqualTo(4711);
            shop.awaitLake();
            Map<String, String> settings = new HashMap<>(shop.settings);
            settings.put("features.consistency.patience", "PT0S");
            DataSource postgres = shop.postgres.dataSource();
            LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), shop.clock);
            try (FeatureConsistency consistency = FeatureConsistency.start(
                            ConsistencySettings.of(Configuration.of(settings)),
                            postgres,
                            () -> List.of(new TrainedOn(
                                    "churn", 3, Map.of("orders:count_all", Distribution.of(new double[] {1, 1, 2, 3
                                    })))),
                            metrics,
                            shop.clock);
                    HttpServer server = HttpServer.start(
                            new HttpServerSettings("127.0.0.1", 0, 1 << 20, 2, 1),
                            new ServerParts(tokens.verifier(), audit, metrics, shop.clock),
                            List.of(consistency.routes()))) {
                String token = tokens.issue("bob", "default", Set.of(Role.SCIENTIST), Duration.ofHours(1));
                URI api = server.uri("/api/feature-consistency");

                // When the day of the log is announced
                complete(shop, "feature_served", day);
                await().atMost(PATIENCE).until(() -> get(api + "/" + day, token).statusCode() == 200);

                // Then the report tells which value of whom is wrong, and how far it is from what a model learnt from
                JsonNode answer =
                        Json.MAPPER.readTree(get(api + "/" + day, token).body());
                assertThat(answer.at("/summary/verdict").asText()).isEqualTo("failed");
                assertThat(answer.at("/summary/failed"))
                        .extracting(JsonNode::asText)
                        .containsExactly("orders:count_all");
                JsonNode feature = feature(answer, "orders:count_all");
                assertThat(feature.at("/causes/BUG").asLong()).isEqualTo(1);
                assertThat(feature.at("/examples/0/entity").asText()).isEqualTo("m1");
                assertThat(feature.at("/examples/0/served").asText()).isEqualTo("4711");
                assertThat(feature.at("/examples/0/recomputed").asText()).isEqualTo("1");
                assertThat(feature.at("/drift/0/model").asText()).isEqualTo("churn");
                // And that four values are too few to speak of a drift
                assertThat(feature.at("/drift/0/trained").asLong()).isEqualTo(4);
                assertThat(feature.at("/drift/0/stabilityIndex").isNull()).isTrue();
                assertThat(feature(answer, "orders:sum_1h").at("/causes/BUG").asLong())
                        .isZero();
                // And so do the list, the page and the metrics
                JsonNode list = Json.MAPPER.readTree(get(api.toString(), token).body());
                assertThat(list.at("/days/0/day").asText()).isEqualTo(day.toString());
                String page = get(api + "/" + day + "/report", token).body();
                assertThat(page)
                        .contains("特征一致性报告", "orders:count_all", "4711", "缺陷 bug", "too few values")
                        .contains("<li><code>order_paid</code>: ");
                Files.writeString(Path.of("target", "day-page.html"), page);
                assertThat(gauge("tidemill_feature_unexplained_ratio", "orders:count_all"))
                        .isPositive();
                assertThat(gauge("tidemill_feature_unexplained_ratio", "orders:sum_1h"))
                        .isZero();
                assertThat(gauge("tidemill_feature_freshness_seconds", "orders"))
                        .isNotNegative();
                // And the verdict is announced
                await().atMost(PATIENCE).until(() -> verdicts(shop).size() == 1);
                assertThat(verdicts(shop).get(0)).satisfies(verdict -> {
                    assertThat(verdict.getVerdict()).isEqualTo("failed");
                    assertThat(verdict.getPartition()).isEqualTo(day);
                    assertThat(verdict.getFailedFeatures()).containsExactly("orders:count_all");
                    assertThat(verdict.getJudgedFeatures()).hasSize(5);
                });

                // When a person releases it, with a reason
                assertThat(post(api + "/" + day + "/release", token, "{}").statusCode())
                        .isEqualTo(422);
                assertThat(post(api + "/" + day + "/release", token, "{\"reason\": \"a test\"}")
                                .statusCode())
                        .isEqualTo(200);
                // Then that is announced and audited, and cannot be done twice
                await().atMost(PATIENCE).until(() -> verdicts(shop).size() == 2);
                assertThat(verdicts(shop).get(1).getVerdict()).isEqualTo("released");
                assertThat(verdicts(shop).get(1).getJudgedBy()).isEqualTo("bob");
                assertThat(audit.entries())
                        .anySatisfy(recorded ->
                                assertThat(recorded.entry().action()).isEqualTo("feature-consistency.release"));
                assertThat(post(api + "/" + day + "/release", token, "{\"reason\": \"again\"}")
                                .statusCode())
                        .isEqualTo(409);

                // When the member is erased from the reports
                ReportedEntities reported = ReportedEntities.open(postgres);
                assertThat(reported.naming("m1")).isEqualTo(1);
                assertThat(reported.forget("m1")).isEqualTo(1);
                // Then no report names them, and the counts stay
                assertThat(reported.naming("m1")).isZero();
                String erased = get(api + "/" + day, token).body();
                assertThat(erased).doesNotContain("m1").contains("\"BUG\":1");

                // When the day is compared again, which is only then a new report
                assertThat(post(api + "/" + day + "/verify", token, "").statusCode())
                        .isEqualTo(200);
                await().atMost(PATIENCE).until(() -> verdicts(shop).size() == 3);
                // Then what was released before does not cover it
                assertThat(verdicts(shop).get(2).getVerdict()).isEqualTo("failed");
            }
        }
    }

    private static void complete(TestingShop shop, String table, LocalDate day) {
        PartitionCompleted data = PartitionCompleted.newBuilder()
                .setTable("tidemill." + table)
                .setPartition(day)
                .setRevision(1)
                .setSnapshotId(1)
                .setRows(1)
                .setWatermark(shop.clock.instant())
                .build();
        Event event = new Event(
                "1", "/test", EventTypes.PARTITION_COMPLETED, table + day, shop.clock.instant(), "default", data);
        try (KafkaProducer<byte[], byte[]> producer = shop.kafka.producer()) {
            producer.send(CODEC.encode(Topics.PARTITIONS_COMPLETED, 0, event, shop.clock.instant()));
        }
    }

    private static List<FeaturesJudged> verdicts(TestingShop shop) throws Exception {
        List<FeaturesJudged> verdicts = new ArrayList<>();
        for (var record : shop.kafka.committedRecords(Topics.FEATURE_VERDICTS.name())) {
            verdicts.add(EventCodec.as(FeaturesJudged.class, CODEC.decode(record.headers(), record.value())));
        }
        return verdicts;
    }

    private static JsonNode feature(JsonNode answer, String reference) {
        for (JsonNode feature : answer.at("/report/features")) {
            if (feature.path("feature").asText().equals(reference)) {
                return feature;
            }
        }
        throw new AssertionError("no feature " + reference + " in " + answer);
    }

    private double gauge(String name, String label) {
        return metrics.scrape(found -> found.equals(name)).stream()
                .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
                .filter(point -> point.getLabels().stream()
                        .anyMatch(found -> found.getValue().equals(label)))
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> get(String uri, String token) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header("authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String uri, String token, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
