package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.DeadLetter;
import io.tidemill.schemas.events.DecidedAction;
import io.tidemill.schemas.events.Decision;
import io.tidemill.schemas.events.FeatureServed;
import io.tidemill.schemas.events.FiredRule;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.ServedValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeSinkJobTest {
    private static final Topic ORDERS = Topics.ofEvents("order.paid");
    private static final Instant DAY_1 = Instant.parse("1997-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static TestPostgres postgres;

    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());

    @TempDir
    private Path folder;

    private TestKafka kafka;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void startKafka() throws Exception {
        postgres.emptyLakeCatalogue();
        kafka = TestKafka.start();
        kafka.create(Topics.all());
        producer = kafka.producer();
    }

    @AfterEach
    void stopKafka() {
        producer.close();
        kafka.close();
    }

    @Test
    void everyEventIsOneRowAndEveryDayIsAnnouncedOnceThoughTheClusterDies() throws Exception {
        JobConfiguration configuration = configuration();
        try (LakeReader lake = new LakeReader(postgres.jdbcUrl(), configuration.text("lake.warehouse"))) {
            // Given a table of somebody else, and orders of two days, some of them sent twice
            makeForeignTable(configuration);
            IntStream.range(0, 400).forEach(i -> order(i, DAY_1.plus(Duration.ofMinutes(7L * i))));
            IntStream.range(0, 50).forEach(i -> order(i, DAY_1.plus(Duration.ofMinutes(7L * i))));
            // When the job reads them, loses a task manager, and then its cluster, while more come
            try (TestingFlink flink = TestingFlink.run(configuration, folder.resolve("checkpoints"))) {
                await().atMost(PATIENCE).until(() -> lake.count("order_paid") == 400);
                IntStream.range(400, 600).forEach(i -> order(i, DAY_1.plus(Duration.ofMinutes(7L * i))));
                flink.loseTaskManager();
                await().atMost(PATIENCE).until(() -> lake.count("order_paid") == 600);
                IntStream.range(600, 800).forEach(i -> order(i, DAY_1.plus(Duration.ofMinutes(7L * i))));
            }
            IntStream.range(300, 1000).forEach(i -> order(i, DAY_1.plus(Duration.ofMinutes(7L * i))));
            Instant end = DAY_1.plus(Duration.ofDays(6));
            advance(end);
            try (TestingFlink again = TestingFlink.run(configuration, folder.resolve("checkpoints"))) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(announced()).hasSize(6));

                // Then every order is there once
                assertThat(lake.values("order_paid", LakeTables.EVENT_ID))
                        .hasSize(1000)
                        .doesNotHaveDuplicates();
                assertThat(lake.sum("order_paid", "amount")).isEqualByComparingTo("499500.0000");
                // And each day was announced once with its rows, the empty one too
                assertThat(announced())
                        .extracting(PartitionCompleted::getRevision)
                        .containsOnly(1);
                assertThat(announced())
                        .extracting(day -> day.getPartition() + " " + day.getRows())
                        .containsExactly(
                                "1997-01-01 206",
                                "1997-01-02 206",
                                "1997-01-03 206",
                                "1997-01-04 205",
                                "1997-01-05 177",
                                "1997-01-06 0");
                // And the newest snapshot tells the watermark
                assertThat(lake.table("order_paid").currentSnapshot().summary())
                        .containsEntry(LakeTables.WATERMARK_PROPERTY, Long.toString(end.toEpochMilli()));

                // When an order comes late, then its day is announced again
                order(5000, DAY_1);
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(announced()).hasSize(7).last().satisfies(day -> assertThat(
                                                day.getPartition() + " " + day.getRevision() + " " + day.getRows())
                                        .isEqualTo("1997-01-01 2 207")));
            }
        }
    }

    @Test
    void whatCannotBeReadIsSetApartAndDecisionsAndServedFeaturesKeepTheirParts() throws Exception {
        JobConfiguration configuration = configuration();
        try (LakeReader lake = new LakeReader(postgres.jdbcUrl(), configuration.text("lake.warehouse"));
                TestingFlink flink = TestingFlink.run(configuration, folder.resolve("checkpoints"))) {
            // Given records that are no events, among them a decimal with too many digits and a time ahead
            byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(ORDERS.name(), rubbish, rubbish));
            producer.send(new ProducerRecord<>(ORDERS.name(), null, null));
            byte[] huge = codec.encodeData("order.paid", paid("huge", BigDecimal.ONE));
            sendBytes("huge", withDecimalOf(huge, 12));
            send(ORDERS, "ahead", Instant.now().plus(Duration.ofHours(1)), paid("ahead", BigDecimal.ONE));
            // When a decision follows, an order twice, and another order under its id
            order(1, DAY_1);
            order(1, DAY_1);
            send(ORDERS, "order-1", DAY_1, paid("order-1", BigDecimal.TEN));
            send(Topics.DECISIONS, "decision", DAY_1, decision());
            // And served features, twice
            send(Topics.FEATURES_SERVED, "served", DAY_1, served());
            send(Topics.FEATURES_SERVED, "served", DAY_1, served());
            await().atMost(PATIENCE)
                    .until(() -> lake.count("order_paid") == 1
                            && lake.count("decision_made") == 1
                            && lake.count("feature_served") == 1
                            && lake.count("dead_letter") == 5
                            && deadLetters().size() == 5);

            // Then the dead letters say what is wrong
            assertThat(deadLetters())
                    .extracting(DeadLetter::getReason)
                    .containsExactlyInAnyOrder(
                            "MISSING_ATTRIBUTE",
                            "MISSING_ATTRIBUTE",
                            "UNREADABLE_DATA",
                            "TIME_AHEAD",
                            "CONFLICTING_EVENT");
            assertThat(lake.values("dead_letter", "reason")).hasSize(5);
            assertThat(lake.sum("order_paid", "amount")).isEqualByComparingTo("1.0000");
            // And the decision has its nested parts
            Record features = ((Map<?, ?>)
                            lake.values("decision_made", "features").get(0))
                    .entrySet().stream()
                            .filter(entry -> entry.getKey().equals("orders:count_30d"))
                            .map(entry -> (Record) entry.getValue())
                            .findFirst()
                            .orElseThrow();
            assertThat(features.getField("double")).isEqualTo(3.0);
            Record rule = (Record)
                    ((List<?>) lake.values("decision_made", "rulesFired").get(0)).get(0);
            assertThat(rule.getField("version")).isEqualTo(7L);
            // And so have the features
            List<?> values = (List<?>) lake.values("feature_served", "values").get(0);
            assertThat(values)
                    .extracting(
                            value -> ((Record) value).getField("whole"), value -> ((Record) value).getField("items"))
                    .containsExactly(tuple(3L, List.of()), tuple(null, List.of("tea", "oolong")));
        }
    }

    @Test
    @Tag("long")
    void aReplayOfManyDaysAnnouncesEachOnceAndMakesFewFiles() throws Exception {
        JobConfiguration configuration = configuration().with("lake.commit-interval", "PT2S");
        int orders = 70_000;
        int days = 546;
        // Given a year and a half of orders, as fast as the broker takes them
        long step = Duration.ofDays(days).toMillis() / orders;
        try (LakeReader lake = new LakeReader(postgres.jdbcUrl(), configuration.text("lake.warehouse"));
                TestingFlink flink =
                        TestingFlink.run(LakeSinkJob.configured(configuration), folder.resolve("checkpoints"))) {
            long start = System.nanoTime();
            IntStream.range(0, orders).forEach(i -> order(i, DAY_1.plusMillis(i * step)));
            advance(DAY_1.plus(Duration.ofDays(days)));
            // When all is read
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(announced()).hasSize(days));
            System.out.println("replay took " + Duration.ofNanos(System.nanoTime() - start) + ", "
                    + lake.table("order_paid").currentSnapshot().summary());
            // Then each day was announced once, and there are not many more files than days
            assertThat(announced()).extracting(PartitionCompleted::getRevision).containsOnly(1);
            assertThat(announced().stream()
                            .mapToLong(PartitionCompleted::getRows)
                            .sum())
                    .isEqualTo(orders);
            assertThat(lake.table("order_paid").currentSnapshot().summary().get("total-data-files"))
                    .satisfies(files -> assertThat(Integer.parseInt(files)).isLessThan(4 * days));
        }
    }

    private static void makeForeignTable(JobConfiguration configuration) {
        Schema columns = new Schema(Types.NestedField.required(1, "event_id", Types.StringType.get()));
        try (LakeCatalog catalog = LakeCatalog.open(CatalogSettings.of(configuration.settings()))) {
            Namespace namespace = Namespace.of(LakeTables.NAMESPACE);
            catalog.namespaces().createNamespace(namespace);
            catalog.tables()
                    .createTable(TableIdentifier.of(namespace, "somebody_elses"), columns)
                    .newAppend()
                    .commit();
        }
    }

    private JobConfiguration configuration() {
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
                "lake.commit-interval",
                "PT0.5S",
                "lake.revision-quiet-period",
                "PT1S")));
    }

    private void order(int number, Instant time) {
        String id = "order-" + number;
        send(ORDERS, id, time, paid(id, BigDecimal.valueOf(number == 5000 ? 0 : number)));
    }

    private void send(Topic topic, String id, Instant time, SpecificRecord data) {
        String type = Topics.keptInLake().entrySet().stream()
                .filter(kept -> kept.getValue().equals(topic))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("order.paid");
        Event event = new Event(id, "/test", type, "member-" + id.hashCode() % 50, time, "default", data);
        producer.send(codec.encode(topic, null, event, Instant.now()));
    }

    private void sendBytes(String id, byte[] value) {
        Event event = new Event(id, "/test", "order.paid", "member", DAY_1, "default", paid(id, BigDecimal.ONE));
        ProducerRecord<byte[], byte[]> sent = codec.encode(ORDERS, null, event, Instant.now());
        producer.send(new ProducerRecord<>(sent.topic(), null, sent.timestamp(), sent.key(), value, sent.headers()));
    }

    /** The same order with an amount of so many bytes: more digits than a row takes, which Avro reads gladly. */
    private static byte[] withDecimalOf(byte[] order, int bytes) {
        int amount = 5 + 1 + "huge".length() + 1 + "member".length();
        int length = order[amount] / 2;
        byte[] longer = new byte[order.length + bytes - length];
        System.arraycopy(order, 0, longer, 0, amount);
        longer[amount] = (byte) (2 * bytes);
        Arrays.fill(longer, amount + 1, amount + 1 + bytes, (byte) 0x7f);
        System.arraycopy(order, amount + 1 + length, longer, amount + 1 + bytes, order.length - amount - 1 - length);
        return longer;
    }

    private void advance(Instant time) {
        for (int partition = 0; partition < ORDERS.partitions(); partition++) {
            Event promise =
                    new Event("advance-" + time, "/test", EventTypes.TIME_ADVANCED, "none", time, "default", null);
            producer.send(codec.encode(ORDERS, partition, promise, Instant.now()));
        }
    }

    private static OrderPaid paid(String id, BigDecimal amount) {
        return OrderPaid.newBuilder()
                .setOrderId(id)
                .setMemberId("member")
                .setAmount(amount.setScale(4))
                .build();
    }

    private static FeatureServed served() {
        return FeatureServed.newBuilder()
                .setView("orders")
                .setJoinKeys(Map.of("member_id", "member"))
                .setDefinition("0123456789abcdef")
                .setCaller("ann")
                .setServedAt(DAY_1)
                .setAskedFor(DAY_1)
                .setValues(List.of(
                        ServedValue.newBuilder()
                                .setFeature("count_30d")
                                .setStatus("PRESENT")
                                .setType("INT64")
                                .setWhole(3L)
                                .build(),
                        ServedValue.newBuilder()
                                .setFeature("categories")
                                .setStatus("PRESENT")
                                .setType("STRING_LIST")
                                .setItems(List.of("tea", "oolong"))
                                .build()))
                .build();
    }

    private static Decision decision() {
        return Decision.newBuilder()
                .setDecisionId("decision")
                .setEntityId("member")
                .setDecidedAt(DAY_1)
                .setFeatures(Map.of("orders:count_30d", 3.0, "orders:last_category", "books"))
                .setFeatureTimes(Map.of("orders", 1L))
                .setRuleSetVersion(9)
                .setRulesFired(List.of(new FiredRule("welcome", 7L)))
                .setActions(List.of(new DecidedAction("a-1", "coupon", "welcome", Map.of("amount", "5"))))
                .build();
    }

    private List<PartitionCompleted> announced() throws Exception {
        return read(Topics.PARTITIONS_COMPLETED, PartitionCompleted.class);
    }

    private List<DeadLetter> deadLetters() throws Exception {
        return read(Topics.DEAD_LETTERS, DeadLetter.class);
    }

    private <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) throws Exception {
        List<T> read = new ArrayList<>();
        for (var committed : kafka.committedRecords(topic.name())) {
            read.add(EventCodec.as(type, codec.decode(committed.headers(), committed.value())));
        }
        return read;
    }
}
