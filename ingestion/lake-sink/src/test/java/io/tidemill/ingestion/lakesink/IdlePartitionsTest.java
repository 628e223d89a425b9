package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four partitions of a topic, of which one never has a record and one stops, hold no day open for ever. */
@SuppressWarnings("NullAway.Init") // JUnit fills the field.
class IdlePartitionsTest {
    private static final Topic DECLARED = Topics.ofEvents("order.paid");
    private static final Topic ORDERS =
            new Topic(DECLARED.name(), DECLARED.owner(), DECLARED.key(), 4, DECLARED.retention());
    private static final Instant DAY = Instant.parse("1997-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());

    @TempDir
    private Path folder;

    @Test
    void aDayCompletesThoughAPartitionNeverHasARecordAndAnotherStops() throws Exception {
        Files.createDirectories(folder.resolve("definitions/tables"));
        Files.writeString(
                folder.resolve("definitions/tables/o.yaml"),
                "table: order_paid\nallowedLateness: PT2H\npartitioning: [tenant_id]\n");
        try (TestPostgres postgres = TestPostgres.start();
                TestKafka kafka = TestKafka.start()) {
            kafka.create(Topics.all().stream()
                    .map(topic -> topic.equals(DECLARED) ? ORDERS : topic)
                    .toList());
            JobConfiguration configuration = configuration(postgres, kafka);
            try (KafkaProducer<byte[], byte[]> producer = kafka.producer();
                    TestingFlink flink = TestingFlink.run(configuration, folder.resolve("checkpoints"));
                    LakeReader lake = new LakeReader(postgres.jdbcUrl(), configuration.text("lake.warehouse"))) {
                // Given orders of a morning on three partitions, of which the second has no other
                for (int partition : List.of(0, 1, 3)) {
                    order(producer, partition, "a", DAY.plus(Duration.ofHours(9)));
                    order(producer, partition, "b", DAY.plus(Duration.ofHours(10)));
                }
                await().atMost(PATIENCE).until(() -> lake.count("order_paid") == 6);
                // When the others go on to an hour after midnight, which is within the table's lateness
                for (int partition : List.of(0, 3)) {
                    order(producer, partition, "c", DAY.plus(Duration.ofHours(25)));
                }
                await().atMost(PATIENCE)
                        .until(() -> watermark(lake)
                                >= DAY.plus(Duration.ofHours(24)).toEpochMilli());
                assertThat(announced(kafka)).isEmpty();
                // And to three hours after
                for (int partition : List.of(0, 3)) {
                    order(producer, partition, "d", DAY.plus(Duration.ofHours(27)));
                }
                // Then the day completes, with the rows of all three
                await().atMost(PATIENCE).until(() -> !announced(kafka).isEmpty());
                assertThat(announced(kafka)).singleElement().satisfies(day -> {
                    assertThat(day.getPartition()).isEqualTo("1997-01-01");
                    assertThat(day.getRows()).isEqualTo(6);
                });
                // And the announced snapshot is kept by a tag, and a file was written for each tenant
                Table table = lake.table("order_paid");
                assertThat(table.refs().values())
                        .filteredOn(ref -> ref.isTag())
                        .singleElement()
                        .satisfies(ref -> {
                            assertThat(ref.snapshotId())
                                    .isEqualTo(announced(kafka).get(0).getSnapshotId());
                            assertThat(ref.maxRefAgeMs())
                                    .isEqualTo(Duration.ofDays(7).toMillis());
                        });
                assertThat(tenants(folder))
                        .containsExactlyInAnyOrder("tenant_id=a", "tenant_id=b", "tenant_id=c", "tenant_id=d");
            }
        }
    }

    private JobConfiguration configuration(TestPostgres postgres, TestKafka kafka) {
        return LakeSinkJob.configured(new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                kafka.bootstrapServers(),
                JobConfiguration.CHECKPOINT_FOLDER,
                folder.resolve("checkpoints").toUri().toString(),
                JobConfiguration.IDLENESS,
                "PT2S",
                "lake.catalog-uri",
                postgres.jdbcUrl(),
                "lake.warehouse",
                folder.resolve("warehouse").toString(),
                "definitions.folder",
                folder.resolve("definitions").toString(),
                "lake.commit-interval",
                "PT0.5S")));
    }

    private void order(KafkaProducer<byte[], byte[]> producer, int partition, String tenant, Instant time) {
        String id = partition + tenant;
        OrderPaid paid = OrderPaid.newBuilder()
                .setOrderId(id)
                .setMemberId("member")
                .setAmount(BigDecimal.ONE.setScale(4))
                .build();
        Event event = new Event(id, "/test", "order.paid", "member", time, tenant, paid);
        producer.send(codec.encode(ORDERS, partition, event, Instant.ofEpochMilli(System.currentTimeMillis())));
    }

    private static long watermark(LakeReader lake) {
        Snapshot current = lake.table("order_paid").currentSnapshot();
        return Long.parseLong(current.summary().getOrDefault("tidemill.watermark", "0"));
    }

    private List<PartitionCompleted> announced(TestKafka kafka) throws Exception {
        List<PartitionCompleted> days = new java.util.ArrayList<>();
        for (var record : kafka.committedRecords(Topics.PARTITIONS_COMPLETED.name())) {
            days.add(EventCodec.as(PartitionCompleted.class, codec.decode(record.headers(), record.value())));
        }
        return days;
    }

    private static List<String> tenants(Path folder) throws Exception {
        try (Stream<Path> paths = Files.walk(folder.resolve("warehouse"))) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("tenant_id="))
                    .distinct()
                    .toList();
        }
    }
}
