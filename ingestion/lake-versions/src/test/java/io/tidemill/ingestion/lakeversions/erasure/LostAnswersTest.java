package io.tidemill.ingestion.lakeversions.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.LostAnswers;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.TestingWriter;
import io.tidemill.ingestion.lakeversions.lifecycle.TierPolicy;
import io.tidemill.ingestion.lakeversions.lifecycle.Tiering;
import io.tidemill.ingestion.lakeversions.versions.Rollback;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table is whole whatever a client heard of the commits that changed it. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LostAnswersTest {
    private static final String PERSON = "member-7";

    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    private Lake lake;
    private TestingWriter writer;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void openLake() throws Exception {
        postgres.emptyLakeCatalogue();
        lake = Lake.open(postgres.jdbcUrl(), folder.resolve("hot").toString());
        writer = new TestingWriter(lake);
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    static Stream<RuntimeException> answers() {
        return Stream.of(
                new CommitFailedException("the table has been updated by another process"),
                new CommitStateUnknownException(new IOException("the connection was reset")),
                new IllegalStateException("the connection was reset"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anErasure(RuntimeException heard) throws IOException {
        // Given a person in the newest rows and in a version
        writer.orders(0, List.of(PERSON, "b"), 0);
        writer.orders(1, List.of(PERSON, "b", "c"), 0);
        Table table = lake.table("order_paid");
        table.manageSnapshots()
                .createTag("march", table.currentSnapshot().snapshotId())
                .commit();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        String hot = table.location();
        // When the answer to its first commit is lost, and what is left of it is looked at again
        erase(LostAnswers.of(table, heard), hot, later);
        TableReport proof = erase(lake.table("order_paid"), hot, later);
        // Then the others are there, now and in the version
        assertThat(proof.occurrences()).isEmpty();
        assertThat(subjects(IcebergGenerics.read(lake.table("order_paid")))).containsExactly("b", "b", "c");
        long version = Objects.requireNonNull(lake.table("order_paid").refs().get("march"))
                .snapshotId();
        assertThat(subjects(IcebergGenerics.read(lake.table("order_paid")).useSnapshot(version)))
                .containsExactly("b", "b", "c");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void oldDays(RuntimeException heard) throws IOException {
        // Given four days of two files each, the oldest of which is to go and the next of which is to be cold
        for (int day = 0; day < 4; day++) {
            writer.orders(day, List.of("a" + day), 0);
            writer.orders(day, List.of("b" + day), 0);
        }
        Clock clock =
                Clock.fixed(TestingWriter.FIRST_DAY.plusDays(4).atTime(8, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
        Tiering tiering = new Tiering(folder.resolve("cold").toString(), 1 << 20, clock);
        // When the answers to both commits are lost
        Tiering.Tiered done = tiering.tier(
                LostAnswers.of(lake.table("order_paid"), heard, heard),
                "order_paid",
                new TierPolicy(OptionalInt.of(2), OptionalInt.of(3)));
        // Then both were done, once, and every row can be read
        assertThat(done.rowsExpired()).isEqualTo(2);
        assertThat(done.filesMoved()).isEqualTo(2);
        assertThat(done.filesWritten()).isEqualTo(1);
        assertThat(subjects(IcebergGenerics.read(lake.table("order_paid"))))
                .containsExactly("a1", "a2", "a3", "b1", "b2", "b3");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aRollback(RuntimeException heard) throws IOException {
        // Given
        writer.orders(0, List.of("a"), 0);
        Table table = lake.table("order_paid");
        writer.orders(0, List.of("b"), 0);
        // When the answer is lost
        Rollback.RolledBack done = new Rollback(Duration.ZERO)
                .rollBack(
                        LostAnswers.of(lake.table("order_paid"), heard),
                        "order_paid",
                        table.currentSnapshot(),
                        Rollback.AnnouncedDays.CHANGED);
        // Then it is done
        assertThat(done.filesRemoved()).isEqualTo(1);
        assertThat(subjects(IcebergGenerics.read(lake.table("order_paid")))).containsExactly("a");
    }

    private static TableReport erase(Table table, String folder, Clock clock) {
        return new TableErasure(
                        table,
                        "order_paid",
                        new Person(PERSON, Optional.empty(), Set.of()),
                        new TableLocations(table, List.of(folder), Duration.ofMinutes(1), clock))
                .erase();
    }

    private static List<String> subjects(IcebergGenerics.ScanBuilder scan) {
        List<String> subjects = new ArrayList<>();
        try (CloseableIterable<Record> rows = scan.build()) {
            rows.forEach(
                    row -> subjects.add(row.getField(LakeTables.EVENT_SUBJECT).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(subjects);
        return subjects;
    }
}
