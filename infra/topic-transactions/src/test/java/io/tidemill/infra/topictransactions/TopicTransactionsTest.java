package io.tidemill.infra.topictransactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.postgres.Transactions;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicTransactionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
    private static final TestKafka KAFKA = TestKafka.start();
    private static final TestPostgres POSTGRES = TestPostgres.start();
    private final Transactions transactions = new Transactions(POSTGRES.dataSource());

    /** What is announced by the outbox: of a day, its revision. */
    record Announced(LocalDate day, int revision) {
        Event event(long id) {
            return completed(Long.toString(id), "order_paid", day, revision);
        }
    }

    @BeforeAll
    static void create() throws Exception {
        KAFKA.create(List.of(Topics.PARTITIONS_COMPLETED, Topics.QUALITY_VERDICTS));
        for (String sql : List.of(
                "CREATE SCHEMA days",
                "CREATE TABLE days.topic_position (topic text PRIMARY KEY, next_offset bigint NOT NULL)",
                "CREATE TABLE days.told (sequence bigint GENERATED ALWAYS AS IDENTITY, day text NOT NULL)",
                "CREATE TABLE days.outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body jsonb NOT NULL,"
                        + " published boolean NOT NULL DEFAULT false)")) {
            new Transactions(POSTGRES.dataSource()).run(connection -> Rows.change(connection, sql));
        }
    }

    @AfterAll
    static void close() {
        KAFKA.close();
        POSTGRES.close();
    }

    @Test
    void aDayIsToldOnceWithItsPlaceOnTheTopic() throws Exception {
        // Given days, with something between them that is none, and a listener whose first transaction fails
        send(completed("1", "order_paid", LocalDate.of(2026, 3, 1), 1));
        try (KafkaProducer<byte[], byte[]> producer = KAFKA.producer()) {
            producer.send(new ProducerRecord<>(
                            Topics.PARTITIONS_COMPLETED.name(), 0, new byte[] {1}, new byte[] {1, 2, 3}))
                    .get();
        }
        send(completed("2", "order_paid", LocalDate.of(2026, 3, 2), 4));
        AtomicBoolean failed = new AtomicBoolean();
        // When they are followed
        try (CompletedDayFollower follower = follow((connection, day) -> {
            Rows.change(connection, "INSERT INTO days.told (day) VALUES (?)", text(day));
            if (failed.compareAndSet(false, true)) {
                throw new SQLException("the database went away");
            }
        })) {
            // Then each is noted once, in order, although the first was told twice
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(told())
                    .containsExactly("tidemill.order_paid 2026-03-01 1", "tidemill.order_paid 2026-03-02 4"));
            assertThat(follower).isNotNull();
        }
        assertThat(failed).isTrue();

        // And by a process that comes later only what is new
        send(completed("3", "member_joined", LocalDate.of(2026, 3, 3), 1));
        try (CompletedDayFollower follower = follow(
                (connection, day) -> Rows.change(connection, "INSERT INTO days.told (day) VALUES (?)", text(day)))) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(told()).hasSize(3));
            assertThat(follower).isNotNull();
        }
        assertThat(told().get(2)).isEqualTo("tidemill.member_joined 2026-03-03 1");
    }

    @Test
    void whatIsInTheOutboxIsPublishedInOrderByWhoeverHasTheTurn() throws Exception {
        // Given an outbox of more than is published at once, and two that publish it
        Outbox<Announced> outbox =
                new Outbox<>("days", Topics.QUALITY_VERDICTS, Announced.class, Announced::event, 0x7465_7374L);
        transactions.run(connection -> {
            for (int revision = 1; revision <= 450; revision++) {
                outbox.add(connection, new Announced(LocalDate.of(2026, 3, 1), revision));
            }
            return connection;
        });
        try (OutboxPublisher<Announced> one = publisher(outbox);
                OutboxPublisher<Announced> other = publisher(outbox)) {
            await().atMost(PATIENCE).until(() -> published().size() >= 450);
            // When one more is put in
            transactions.run(connection -> {
                outbox.add(connection, new Announced(LocalDate.of(2026, 3, 1), 451));
                return connection;
            });
            await().atMost(PATIENCE).until(() -> published().size() >= 451);
            assertThat(one).isNotSameAs(other);
        }
        // Then all are on the topic once, in order, each under its place
        assertThat(published())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 451)
                        .mapToObj(place -> place + ": " + place)
                        .toList());
    }

    private CompletedDayFollower follow(CompletedDayFollower.Listener listener) {
        return CompletedDayFollower.follow(transactions, "days", KAFKA.bootstrapServers(), listener);
    }

    private OutboxPublisher<Announced> publisher(Outbox<Announced> outbox) {
        return OutboxPublisher.start(transactions, outbox, KAFKA.bootstrapServers(), CLOCK);
    }

    private List<String> told() throws SQLException {
        return transactions.run(connection ->
                Rows.find(connection, row -> row.getString(1), "SELECT day FROM days.told ORDER BY sequence"));
    }

    private static List<String> published() throws Exception {
        List<String> published = new ArrayList<>();
        for (var record : KAFKA.committedRecords(Topics.QUALITY_VERDICTS.name())) {
            Event event = CODEC.decode(record.headers(), record.value());
            published.add(event.id() + ": "
                    + EventCodec.as(PartitionCompleted.class, event).getRevision());
        }
        return published;
    }

    private static String text(PartitionCompleted day) {
        return day.getTable() + " " + day.getPartition() + " " + day.getRevision();
    }

    private static Event completed(String id, String table, LocalDate day, int revision) {
        PartitionCompleted data = PartitionCompleted.newBuilder()
                .setTable("tidemill." + table)
                .setPartition(day)
                .setRevision(revision)
                .setSnapshotId(1)
                .setRows(1)
                .setWatermark(CLOCK.instant())
                .build();
        return new Event(id, "/test", EventTypes.PARTITION_COMPLETED, table + day, CLOCK.instant(), "default", data);
    }

    private static void send(Event event) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = KAFKA.producer()) {
            producer.send(CODEC.encode(Topics.PARTITIONS_COMPLETED, 0, event, CLOCK.instant()))
                    .get();
        }
    }
}
