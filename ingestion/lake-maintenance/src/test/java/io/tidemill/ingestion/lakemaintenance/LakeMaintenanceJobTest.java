package io.tidemill.ingestion.lakemaintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.lakecatalog.LocalFileIO;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.maintenance.Connections;
import io.tidemill.ingestion.laketables.maintenance.Effect;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceLog;
import io.tidemill.ingestion.laketables.maintenance.OperationKind;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationRecord;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the field.
class LakeMaintenanceJobTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void tablesThatAppearAreMaintainedThoughAnotherIsBroken() throws Exception {
        Files.createDirectories(folder.resolve("definitions/tables"));
        Files.writeString(folder.resolve("definitions/tables/o.yaml"), "table: order_paid\ncompressionLevel: 5\n");
        try (TestPostgres postgres = TestPostgres.start();
                TestKafka kafka = TestKafka.start();
                Lake lake = Lake.open(postgres.jdbcUrl(), folder.toString())) {
            kafka.create(Topics.all());
            // Given a table whose metadata is lost
            LocalFileIO storage = new LocalFileIO();
            String broken = lake.tableOf("coupon.redeemed").location();
            for (FileInfo file : storage.listPrefix(broken)) {
                storage.deleteFile(file.location());
            }
            // And one of somebody else's
            Schema columns = new Schema(Types.NestedField.required(1, "event_id", Types.LongType.get()));
            try (LakeCatalog catalog = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()))) {
                catalog.tables().createTable(TableIdentifier.of(LakeTables.NAMESPACE, "others"), columns);
            }
            MaintenanceLog log = MaintenanceLog.open(Connections.of(postgres.jdbcUrl()));
            try (MiniCluster cluster = run(configuration(postgres, kafka))) {
                // When another appears, and its day is announced
                TestingTable table = new TestingTable(lake);
                IntStream.range(0, 5).forEach(i -> table.append(i * 10, 10, 0));
                announce(kafka, LocalDate.of(1997, 1, 1));
                // Then it becomes one file by itself, and has its layout
                await().atMost(PATIENCE).until(() -> table.files().size() == 1);
                assertThat(table.ids()).hasSize(50);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(table.table().properties())
                                .containsEntry("write.parquet.compression-level", "5"));
                // And both are recorded: what was done to it, and what failed
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(log.newest(Optional.of("order_paid"), OptionalLong.empty(), 100))
                            .filteredOn(done -> done.operation() == OperationKind.COMPACT)
                            .anySatisfy(done -> {
                                assertThat(done.result().outcome()).isEqualTo(OperationOutcome.DONE);
                                assertThat(done.result().filesAfter()).isEqualTo(1);
                            });
                    assertThat(log.newest(Optional.of("coupon_redeemed"), OptionalLong.empty(), 100))
                            .isNotEmpty()
                            .allSatisfy(failed ->
                                    assertThat(failed.result().outcome()).isEqualTo(OperationOutcome.FAILED));
                });
                // And what is somebody else's is as it was
                assertThat(log.newest(Optional.of("others"), OptionalLong.empty(), 100))
                        .isEmpty();
                // When someone asks for it
                table.append(50, 10, 0);
                long id = log.request(
                        Optional.of("order_paid"),
                        List.of(OperationKind.COMPACT, OperationKind.MANIFESTS),
                        Effect.CHANGE,
                        "ann",
                        CLOCK.instant());
                // Then it is done at once, and told so
                await().atMost(PATIENCE)
                        .until(() -> log.find(id).orElseThrow().finishedAt().isPresent());
                assertThat(log.newest(Optional.empty(), OptionalLong.of(id), 10))
                        .extracting(OperationRecord::operation)
                        .containsExactly(OperationKind.MANIFESTS, OperationKind.COMPACT);
                assertThat(table.files()).hasSize(1);
                assertThat(table.ids()).hasSize(60);
                assertThat(cluster.isRunning()).isTrue();
            }
        }
    }

    private JobConfiguration configuration(TestPostgres postgres, TestKafka kafka) {
        return LakeMaintenanceJob.configured(new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                kafka.bootstrapServers(),
                JobConfiguration.CHECKPOINT_FOLDER,
                folder.resolve("checkpoints").toUri().toString(),
                "lake.catalog-uri",
                postgres.jdbcUrl(),
                "postgres.url",
                postgres.jdbcUrl(),
                "lake.warehouse",
                folder.toString(),
                "definitions.folder",
                folder.resolve("definitions").toString(),
                "lake.maintenance.interval",
                "PT0.3S")));
    }

    private static MiniCluster run(JobConfiguration configuration) throws Exception {
        Configuration settings = new Configuration();
        settings.set(RestOptions.BIND_PORT, "0");
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build());
        cluster.start();
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, LakeMaintenanceJob.NAME);
        LakeMaintenanceJob.define(environment, configuration);
        JobGraph job = environment.getStreamGraph().getJobGraph();
        job.setJobID(JobEnvironment.jobId(LakeMaintenanceJob.NAME));
        cluster.submitJob(job).get();
        return cluster;
    }

    private static void announce(TestKafka kafka, LocalDate day) throws Exception {
        PartitionCompleted completed = PartitionCompleted.newBuilder()
                .setTable("tidemill.order_paid")
                .setPartition(day)
                .setRevision(1)
                .setSnapshotId(7)
                .setRows(50)
                .setWatermark(TestingTable.DAY)
                .build();
        Event event =
                new Event("a", "/test", EventTypes.PARTITION_COMPLETED, "a", TestingTable.DAY, "default", completed);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(new EventCodec(ReleasedSchemas.load())
                            .encode(Topics.PARTITIONS_COMPLETED, null, event, CLOCK.instant()))
                    .get();
        }
    }
}
