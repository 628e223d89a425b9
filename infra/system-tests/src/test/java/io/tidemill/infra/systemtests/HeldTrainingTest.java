package io.tidemill.infra.systemtests;

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
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.lakequality.LakeQuality;
import io.tidemill.ingestion.lakequality.QualitySettings;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.trainingtriggers.modelregistry.ArtifactStore;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.partitionwatch.PartitionWatch;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quality and training, as one process has them: they meet on topics alone. */
class HeldTrainingTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final LocalDate DAY = LocalDate.of(2026, 3, 31);

    @Test
    void trainingWaitsForABadDayUntilItIsReleasedAndThenRunsOnce(@TempDir Path folder) throws Exception {
        // Given: a day with an order of a negative amount, which must not be
        try (TestKafka kafka = TestKafka.start();
                TestPostgres postgres = TestPostgres.start()) {
            kafka.create(List.of(Topics.PARTITIONS_COMPLETED, Topics.QUALITY_VERDICTS, Topics.FEATURE_VERDICTS));
            define(folder.resolve("definitions"));
            FeatureCatalogue serving = FeatureCatalogue.of(FeatureDefinitions.read(folder.resolve("definitions")));
            String warehouse =
                    Files.createDirectories(folder.resolve("warehouse")).toString();
            long snapshot = writeOrder(postgres.jdbcUrl(), warehouse, new BigDecimal("-5.0000"));
            Configuration configuration = Configuration.of(Map.of(
                    "definitions.folder", folder.resolve("definitions").toString(),
                    "data.folder", folder.toString(),
                    "kafka.bootstrap-servers", kafka.bootstrapServers(),
                    "lake.catalog-uri", postgres.jdbcUrl(),
                    "lake.warehouse", warehouse,
                    "training.heap", "256m"));
            LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
            String token = tokens.issue("ann", "default", Set.of(Role.SCIENTIST), Duration.ofMinutes(5));
            ModelRegistry registry = ModelRegistry.open(
                    postgres.dataSource(),
                    new ArtifactStore(folder.resolve("artifacts").toUri()),
                    CLOCK);
            try (LakeQuality quality = LakeQuality.start(
                            QualitySettings.of(configuration), ReleasedSchemas.load(), postgres.dataSource(), CLOCK);
                    PartitionWatch watch = PartitionWatch.start(
                            configuration,
                            () -> serving,
                            ReleasedSchemas.load(),
                            postgres.dataSource(),
                            registry,
                            CLOCK);
                    HttpServer server = HttpServer.start(
                            HttpServerSettings.onFreePort(),
                            new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), CLOCK),
                            List.of(quality.routes(), watch.routes()))) {
                // When
                complete(kafka, snapshot);
                await().atMost(LONG)
                        .until(() ->
                                state(server, token).path("reason").asText().contains("failed: no-negative"));

                // Then
                assertThat(state(server, token).path("status").asText()).isEqualTo("held");

                // And: it is released, and the training process runs, once
                send(server, token, "/api/quality/order_paid/" + DAY + "/release", "{\"reason\":\"a correction\"}");
                await().atMost(LONG).until(() -> Set.of("skipped", "succeeded", "failed")
                        .contains(state(server, token).path("status").asText()));
                assertThat(state(server, token).path("status").asText()).isEqualTo("skipped");
                assertThat(state(server, token).path("reason").asText()).isEqualTo("TOO_FEW_ROWS");
                assertThat(send(server, token, "/api/runs", "").path("runs")).hasSize(1);
            }
        }
    }

    private static void define(Path definitions) throws Exception {
        Map<String, String> files = Map.of(
                "features/shop.yaml",
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - {name: orders, entity: member, source: order.paid, owner: crm,
                     features: [{name: recency, function: time_since_last}]}
                """,
                "models/churn.yaml",
                """
                name: churn
                entity: member
                population: {event: order.paid}
                label: {kind: no-event-within, event: order.paid, horizon: P30D}
                features: ["orders:recency"]
                policy: {table: order_paid, every: month}
                """,
                "quality/order_paid.yaml",
                """
                table: order_paid
                expectations:
                  - {name: no-negative, kind: range, column: amount, minimum: 0, severity: must}
                """);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = definitions.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, file.getValue());
        }
    }

    private static long writeOrder(String catalogUri, String warehouse, BigDecimal amount) throws Exception {
        try (Lake lake = Lake.open(catalogUri, warehouse)) {
            Table table = lake.tableOf("order.paid");
            OffsetDateTime time = DAY.atTime(12, 0).atOffset(ZoneOffset.UTC);
            Record row = GenericRecord.create(table.schema());
            List.of(LakeTables.EVENT_ID, LakeTables.EVENT_SOURCE, LakeTables.EVENT_SUBJECT, LakeTables.TENANT_ID)
                    .forEach(column -> row.setField(column, "x"));
            row.setField(LakeTables.EVENT_TIME, time);
            row.setField(LakeTables.INGEST_TIME, time);
            row.setField(LakeTables.KAFKA_TOPIC, "t");
            row.setField(LakeTables.KAFKA_PARTITION, 0);
            row.setField(LakeTables.KAFKA_OFFSET, 0L);
            row.setField("amount", amount);
            PartitionKey partition = new PartitionKey(table.spec(), table.schema());
            partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
            String path = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
            DataWriter<Record> writer = new GenericAppenderFactory(table.schema(), table.spec())
                    .newDataWriter(
                            table.encryption().encrypt(table.io().newOutputFile(path)), FileFormat.PARQUET, partition);
            try (writer) {
                writer.write(row);
            }
            table.newAppend().appendFile(writer.toDataFile()).commit();
            return Objects.requireNonNull(table.currentSnapshot()).snapshotId();
        }
    }

    private static void complete(TestKafka kafka, long snapshot) throws Exception {
        PartitionCompleted completed = PartitionCompleted.newBuilder()
                .setTable("tidemill.order_paid")
                .setPartition(DAY)
                .setRevision(1)
                .setSnapshotId(snapshot)
                .setRows(1)
                .setWatermark(Instant.EPOCH)
                .build();
        Event event = new Event("1", "/test", EventTypes.PARTITION_COMPLETED, "k", Instant.EPOCH, "default", completed);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(new EventCodec(ReleasedSchemas.load())
                            .encode(Topics.PARTITIONS_COMPLETED, 0, event, CLOCK.instant()))
                    .get();
        }
    }

    private static JsonNode state(HttpServer server, String token) throws Exception {
        return send(server, token, "/api/runs", "").at("/runs/0/state");
    }

    /** A POST of a body, or a GET without one. */
    private static JsonNode send(HttpServer server, String token, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri(path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(body.isEmpty() ? "GET" : "POST", HttpRequest.BodyPublishers.ofString(body))
                .build();
        return Json.read(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body());
    }
}
