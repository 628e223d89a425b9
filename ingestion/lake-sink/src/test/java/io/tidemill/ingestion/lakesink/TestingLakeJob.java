package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A broker, a catalogue, and orders on their way: order n is one of seven minutes later than order n - 1, and costs n. */
final class TestingLakeJob implements AutoCloseable {
    static final Topic ORDERS = Topics.ofEvents("order.paid");
    static final Instant FIRST = Instant.parse("1997-01-01T00:00:00Z");
    static final Duration STEP = Duration.ofMinutes(7);
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final TestPostgres postgres;
    private final Path folder;
    private final int port = FreePorts.next();
    private TestKafka kafka;
    private KafkaProducer<byte[], byte[]> producer;

    /** Starts a broker, and empties the catalogue. */
    TestingLakeJob(TestPostgres postgres, Path folder) throws Exception {
        this.postgres = postgres;
        this.folder = folder;
        postgres.emptyLakeCatalogue();
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        kafka.create(Topics.all());
        producer = kafka.producer();
        // One record first, on its own: a leader that is just being elected may take a second batch before the first.
        advanceTo(Instant.EPOCH);
    }

    JobConfiguration configuration() {
        return LakeSinkJob.configured(new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                kafka.bootstrapServers(),
                JobConfiguration.CHECKPOINT_FOLDER,
                checkpoints().toUri().toString(),
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

    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    TestKafka kafka() {
        return kafka;
    }

    /** The broker goes away, and comes back with all it had. */
    void restartKafka(Runnable meanwhile) {
        producer.close();
        kafka.close();
        meanwhile.run();
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        producer = kafka.producer();
    }

    /** Sends orders from one number to another, exclusive. */
    void orders(int from, int to) {
        IntStream.range(from, to).forEach(number -> order(number, null));
        producer.flush();
    }

    /** Sends orders to the partition they do not belong to, as a producer does that was set up in another way. */
    void misplacedOrders(int from, int to) {
        for (int number = from; number < to; number++) {
            order(number, (partition(number) + 1) % ORDERS.partitions());
        }
        producer.flush();
    }

    /** Sends records that are no events. */
    void rubbish(int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = ("rubbish " + i).getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(ORDERS.name(), i % ORDERS.partitions(), bytes, bytes));
        }
        producer.flush();
    }

    /** Promises that nothing will come that is earlier than an order. */
    void advanceTo(Instant time) {
        for (int partition = 0; partition < ORDERS.partitions(); partition++) {
            Event promise =
                    new Event("advance-" + time, "/test", EventTypes.TIME_ADVANCED, "none", time, "default", null);
            producer.send(codec.encode(ORDERS, partition, promise, Instant.now()));
        }
        producer.flush();
    }

    void awaitOrders(int count) {
        try (LakeReader lake = lake()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lake.count("order_paid")).isEqualTo(count));
        }
    }

    /** Each of so many orders is one row, and so many records are dead letters. */
    void requireExactly(int orders, int deadLetters) {
        try (LakeReader lake = lake()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lake.count("order_paid")).isGreaterThanOrEqualTo(orders));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lake.count("dead_letter")).isGreaterThanOrEqualTo(deadLetters));
            assertThat(lake.values("order_paid", LakeTables.EVENT_ID))
                    .hasSize(orders)
                    .doesNotHaveDuplicates();
            assertThat(lake.sum("order_paid", "amount"))
                    .isEqualByComparingTo(BigDecimal.valueOf((long) orders * (orders - 1) / 2));
            assertThat(lake.values("dead_letter", LakeTables.EVENT_ID))
                    .hasSize(deadLetters)
                    .doesNotHaveDuplicates();
        }
    }

    /** Each day of so many orders is announced once, with its rows. */
    void requireAnnounced(int orders) throws Exception {
        int days = (int) Duration.between(FIRST, FIRST.plus(STEP.multipliedBy(orders - 1)))
                        .toDays()
                + 1;
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(announced()).hasSizeGreaterThanOrEqualTo(days));
        assertThat(announced()).hasSize(days);
        assertThat(announced()).extracting(PartitionCompleted::getRevision).containsOnly(1);
        assertThat(announced().stream().mapToLong(PartitionCompleted::getRows).sum())
                .isEqualTo(orders);
    }

    List<PartitionCompleted> announced() throws Exception {
        List<PartitionCompleted> announced = new ArrayList<>();
        for (var committed : kafka.committedRecords(Topics.PARTITIONS_COMPLETED.name())) {
            announced.add(
                    EventCodec.as(PartitionCompleted.class, codec.decode(committed.headers(), committed.value())));
        }
        return announced;
    }

    /** How many rows the days have by the newest revision that was announced of each. */
    long announcedRows() throws Exception {
        Map<Object, Long> rows = new HashMap<>();
        announced().forEach(day -> rows.put(day.getPartition(), day.getRows()));
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The ids of the orders in the table. */
    List<Object> orderIds() {
        try (LakeReader lake = lake()) {
            return lake.values("order_paid", LakeTables.EVENT_ID);
        }
    }

    /** The lake as others than the job open it. */
    Lake openLake() {
        return Lake.open(postgres.jdbcUrl(), folder.resolve("warehouse").toString());
    }

    LakeReader lake() {
        return new LakeReader(postgres.jdbcUrl(), folder.resolve("warehouse").toString());
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }

    static Event event(int number) {
        String id = "order-" + number;
        OrderPaid paid = OrderPaid.newBuilder()
                .setOrderId(id)
                .setMemberId("member")
                .setAmount(BigDecimal.valueOf(number).setScale(4))
                .build();
        return new Event(
                id,
                "/test",
                "order.paid",
                "member-" + number % 50,
                FIRST.plus(STEP.multipliedBy(number)),
                "default",
                paid);
    }

    private void order(int number, @Nullable Integer partition) {
        producer.send(
                codec.encode(ORDERS, partition == null ? partition(number) : partition, event(number), Instant.now()));
    }

    private static int partition(int number) {
        return number % 50 % ORDERS.partitions();
    }
}
