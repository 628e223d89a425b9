package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.testsupport.LostAnswers;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeCommitTest {
    private static final String TOPIC = TestingLakeJob.ORDERS.name();
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private static TestPostgres postgres;
    private static TestKafka kafka;

    @TempDir
    private Path folder;

    private Lake lake;
    private DataFiles dataFiles;
    private TopicIds topicIds;
    private final LakeMetrics metrics = new LakeMetrics(new UnregisteredMetricsGroup(), Clock.systemUTC());

    @BeforeAll
    static void startServers() {
        postgres = TestPostgres.start();
        kafka = TestKafka.start();
        kafka.create(List.of(TestingLakeJob.ORDERS));
    }

    @AfterAll
    static void stopServers() {
        kafka.close();
        postgres.close();
    }

    @BeforeEach
    void openLake() throws Exception {
        postgres.emptyLakeCatalogue();
        lake = Lake.open(postgres.jdbcUrl(), folder.toString());
        dataFiles = new DataFiles(lake, new EventCodec(ReleasedSchemas.load()), 0);
        topicIds = new TopicIds(kafka.bootstrapServers());
        lake.tableOf("order.paid");
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    @Test
    void aCommitOfWhichOnlyTheAnswerWasLostIsMadeOnce() throws IOException {
        // Given a catalogue that commits, and says that it did not
        Table deaf = LostAnswers.of(
                lake.table("order_paid"), new CommitFailedException("the table has been updated by another process"));
        PendingCommit pending = pending(0, 3, rows(0, 0, 3));
        CommittedTable committed = new CommittedTable("order_paid", deaf, "job", topicIds, metrics);
        // When Iceberg tries again by itself, then its first snapshot is found, and the job goes on
        commit(committed, pending);
        assertThat(committed.offsets().next(PARTITION)).isEqualTo(3);
        commit(committed, pending(3, 5, rows(3, 3, 5)));
        // And a job that comes back finds the rows there
        assertThat(table().has(pending)).isTrue();
        requireRows(5);
    }

    @Test
    void whatTwoRunsReadOfTheSameRecordsIsCommittedByTheFirstAlone() throws IOException {
        // Given two runs that start from the same table
        commit(table(), pending(0, 10, rows(0, 0, 10)));
        CommittedTable first = table();
        CommittedTable second = table();
        PendingCommit short5 = pending(10, 15, rows(10, 10, 15));
        PendingCommit long8 = pending(10, 18, rows(10, 10, 18));
        // When one has committed, then the other cannot
        commit(first, short5);
        assertThatThrownBy(() -> commit(second, long8)).isInstanceOf(ValidationException.class);
        // And when it comes back, it adds only what is missing
        recover(long8);
        requireRows(18);
        // And what is in is not added again, by whomever
        recover(long8);
        recover(short5);
        requireRows(18);
        assertThat(table().offsets().next(PARTITION)).isEqualTo(18);
    }

    @Test
    void anEventThatAnotherRunCommittedFromAnotherPlaceIsLeftOut() throws IOException {
        // Given a run that committed events 0 to 4 at offsets 0 to 4
        commit(table(), pending(0, 5, rows(0, 0, 5)));
        // When another comes that had read 3 to 9 at offsets 3 to 9, and once more 0 to 4 at 10 to 14
        PendingCommit pending = pending(0, 15, List.of(file(3, 3, 10), file(10, 0, 5)));
        recover(pending);
        // Then each event is a row once
        requireRows(10);
    }

    @Test
    void aTableThatWasMovedBackTakesWhatComesNext() throws IOException {
        commit(table(), pending(0, 5, rows(0, 0, 5)));
        long before = lake.table("order_paid").currentSnapshot().snapshotId();
        commit(table(), pending(5, 8, rows(5, 5, 8)));
        // Given a rollback by a person
        lake.table("order_paid").manageSnapshots().rollbackTo(before).commit();
        // When a job comes back with what it had for it
        recover(pending(8, 10, rows(8, 8, 10)));
        // Then that is added, and what the person took away stays away
        try (LakeReader reader = reader()) {
            assertThat(reader.values("order_paid", LakeTables.KAFKA_OFFSET))
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 8L, 9L);
        }
    }

    @Test
    void offsetsOfATopicThatWasCreatedAnewDoNotCount() throws Exception {
        // Given a table with rows of a topic
        commit(table(), pending(0, 5, rows(0, 0, 5)));
        assertThat(LakePosition.read(lake, topicIds).of("order_paid").next(PARTITION))
                .isEqualTo(5);
        // When there is another topic of the name, as on another cluster
        try (TestKafka other = TestKafka.start()) {
            other.create(List.of(TestingLakeJob.ORDERS));
            LakePosition position = LakePosition.read(lake, new TopicIds(other.bootstrapServers()));
            // Then its records are not taken for read
            assertThat(position.of("order_paid").isEmpty()).isTrue();
        }
    }

    @Test
    void aSnapshotThatTellsNothingIsPassedOver() throws IOException {
        commit(table(), pending(0, 5, rows(0, 0, 5)));
        lake.table("order_paid").newAppend().commit();
        assertThat(table().offsets().next(PARTITION)).isEqualTo(5);
        commit(table(), pending(5, 7, rows(5, 5, 7)));
        requireRows(7);
    }

    private CommittedTable table() {
        return new CommittedTable("order_paid", lake.table("order_paid"), "job", topicIds, metrics);
    }

    private static void commit(CommittedTable table, PendingCommit pending) {
        table.commit(pending, pending.files());
    }

    /** As CommittedTables does it for each table. */
    private void recover(PendingCommit pending) {
        CommittedTable table = table();
        if (!table.has(pending)) {
            table.add(pending, table.missing(pending, pending.files()));
        }
    }

    private void requireRows(int count) {
        try (LakeReader reader = reader()) {
            assertThat(reader.values("order_paid", LakeTables.EVENT_ID))
                    .hasSize(count)
                    .doesNotHaveDuplicates();
        }
    }

    private LakeReader reader() {
        return new LakeReader(postgres.jdbcUrl(), folder.toString());
    }

    private List<WrittenFile> rows(long offset, int from, int to) throws IOException {
        return List.of(file(offset, from, to));
    }

    /** A file of orders, the first at some offset. */
    private WrittenFile file(long offset, int from, int to) throws IOException {
        List<StreamedEvent> events = IntStream.range(from, to)
                .mapToObj(number ->
                        StreamedEvent.of(TestingLakeJob.event(number), TOPIC, 0, offset + number - from, Instant.EPOCH))
                .toList();
        return dataFiles.write(TableDay.of(events.get(0)), events).get(0);
    }

    private static PendingCommit pending(long from, long to, List<WrittenFile> files) {
        return new PendingCommit(UUID.randomUUID().toString(), to, 0, files, Map.of(), offsets(from), offsets(to));
    }

    private static Offsets offsets(long next) {
        return next == 0 ? Offsets.NONE : new Offsets(Map.of(PARTITION, next));
    }
}
