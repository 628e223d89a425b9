package io.tidemill.infra.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.events.PartitionCompleted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle finds what it is there to find, in real tables and from a real journal. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class OracleTest {
    private static final LocalDate DAY = LocalDate.parse("2025-01-01");

    private final LoadEvents events = new LoadEvents(1, 2000);

    @TempDir
    private Path folder;

    private TestingLake lake;
    private Journal journal;

    @BeforeEach
    void begin() throws IOException {
        lake = new TestingLake();
        journal = Journal.create(folder.resolve("journal.tsv"), Clock.systemUTC());
    }

    @AfterEach
    void end() throws IOException {
        lake.close();
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws IOException {
        // Given events in the table, one of them among the dead letters, one refused, one unknown and there, one not
        answered(0, 202);
        answered(1, 202);
        answered(2, 422);
        answered(3, 503);
        answered(4, 0);
        lake.orders(order(0), order(3));
        lake.deadLetter(order(1));

        // When Then
        assertThat(findings().byKind().values()).allMatch(List::isEmpty);
    }

    @Test
    void findsAnEventThatIsLost() throws IOException {
        answered(0, 202);
        answered(1, 202);
        lake.orders(order(1));

        assertThat(findings().lost()).containsExactly(order(0).id());
        assertThat(findings().doubled()).isEmpty();
    }

    @Test
    void findsAnEventThatIsThereTwice() throws IOException {
        answered(0, 202);
        answered(1, 0);
        answered(2, 202);
        lake.orders(order(0), order(1), order(2));
        lake.orders(order(0), order(1));
        lake.deadLetter(order(2));

        assertThat(findings().doubled()).containsExactly(order(0).id(), order(1).id(), order(2).id());
        assertThat(findings().lost()).isEmpty();
    }

    @Test
    void findsARowThatDiffersFromWhatWasSent() throws IOException {
        answered(0, 202);
        answered(1, 202);
        LoadEvent sent = order(0);
        lake.orders(
                new LoadEvent(0, sent.id(), sent.key(), sent.quarters() + 1, sent.time(), true),
                new LoadEvent(1, order(1).id(), "another", order(1).quarters(), order(1).time(), true));

        assertThat(findings().changed()).containsExactly(sent.id(), order(1).id());
    }

    @Test
    void findsWhatWasRefusedOrNeverSent() throws IOException {
        answered(0, 422);
        lake.orders(order(0), order(7));

        assertThat(findings().intruders()).containsExactly(order(0).id());
        assertThat(findings().strangers()).containsExactly(order(7).id());
    }

    @Test
    void takesAnEventForAcceptedOnceOneSendingOfItWas() throws IOException {
        // Given an event without an answer that is accepted the second time, and one that is refused the second time
        answered(0, 0);
        answered(0, 202);
        answered(1, 0);
        answered(1, 422);
        // And one that was accepted and is sent again without an answer
        answered(2, 202);
        answered(2, 0);

        assertThat(findings().lost()).containsExactly(order(0).id(), order(2).id());
        assertThat(journalEntries().count(Outcome.UNKNOWN)).isOne();
    }

    @Test
    void readsAJournalThatWasCutOff() throws IOException {
        // Given a journal whose last line is torn
        answered(0, 202);
        journal.close();
        Files.writeString(folder.resolve("journal.tsv"), "answer\tload-1-1\t20", StandardOpenOption.APPEND);

        // When Then
        assertThat(JournalEntries.read(folder.resolve("journal.tsv")).all()).hasSize(1);
    }

    @Test
    void findsAFileThatIsMissing() throws IOException {
        // Given a table with two snapshots
        DataFile first = lake.orders(order(0));
        lake.orders(order(1));
        Table table = lake.table();
        assertThat(TableFiles.missing(table)).isEmpty();

        // When a data file of the first is gone, which the second names too
        table.io().deleteFile(first.location());
        // Then
        assertThat(TableFiles.missing(table)).containsExactly(first.location());

        // When a manifest list is gone
        String list = table.currentSnapshot().manifestListLocation();
        table.io().deleteFile(list);
        // Then
        assertThat(TableFiles.missing(table)).contains(list);
    }

    @Test
    void findsADayThatIsAnnouncedTwiceOrWrongly() {
        // Given a day with ten rows and one with five
        Map<LocalDate, Long> rows = Map.of(DAY, 10L, DAY.plusDays(1), 5L);

        // When Then
        assertThat(DayCheck.differences(List.of(day(0, 1, 9), day(0, 2, 10), day(1, 1, 5)), rows))
                .isEmpty();
        assertThat(DayCheck.differences(List.of(day(0, 1, 10), day(0, 1, 10), day(1, 1, 5)), rows))
                .singleElement()
                .asString()
                .contains("revision 1 was announced, expected 2");
        assertThat(DayCheck.differences(List.of(day(0, 1, 10), day(1, 1, 4)), rows))
                .singleElement()
                .asString()
                .contains("announced with 4 rows, has 5");
        assertThat(DayCheck.differences(List.of(day(0, 1, 10)), rows))
                .singleElement()
                .asString()
                .contains("not announced");
    }

    @Test
    void theLoadFollowsFromItsSeed() {
        assertThat(LongStream.range(0, 100).mapToObj(events::at))
                .containsExactlyElementsOf(LongStream.range(0, 100)
                        .mapToObj(new LoadEvents(1, 2000)::at)
                        .toList());
        assertThat(events.at(5)).isNotEqualTo(new LoadEvents(2, 2000).at(5));
        assertThat(LoadEvents.keys()).contains(events.at(5).key());
        assertThat(events.end(2000 * 24)).isEqualTo(Instant.parse("2025-01-04T00:00:00Z"));
    }

    private LoadEvent order(long sequence) {
        LoadEvent drawn = events.at(sequence);
        return new LoadEvent(sequence, drawn.id(), drawn.key(), drawn.quarters(), drawn.time(), true);
    }

    private void answered(long sequence, int status) {
        journal.sending(List.of(order(sequence))).join();
        journal.answered(Map.of(order(sequence), status)).join();
    }

    private JournalEntries journalEntries() throws IOException {
        return JournalEntries.read(folder.resolve("journal.tsv"));
    }

    private Oracle.Findings findings() throws IOException {
        Oracle oracle = new Oracle(journalEntries());
        TableRows.orders(lake.table(), oracle::row);
        TableRows.deadLetterIds(lake.deadLetters(), oracle::deadLetter);
        return oracle.findings();
    }

    private static PartitionCompleted day(int day, int revision, long rows) {
        return PartitionCompleted.newBuilder()
                .setTable("tidemill.order_paid")
                .setPartition(DAY.plusDays(day))
                .setRevision(revision)
                .setSnapshotId(1)
                .setRows(rows)
                .setWatermark(Instant.EPOCH)
                .build();
    }
}
