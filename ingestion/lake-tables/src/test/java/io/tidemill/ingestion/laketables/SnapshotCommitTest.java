package io.tidemill.ingestion.laketables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.LostAnswers;
import io.tidemill.infra.testsupport.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class SnapshotCommitTest {
    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    private Lake lake;
    private Table table;

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
        lake = Lake.open(postgres.jdbcUrl(), folder.toString());
        table = lake.tableOf("order.paid");
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
    void whateverIsHeardASnapshotThatWasMadeIsMadeOnce(RuntimeException heard) {
        // Given a catalogue that commits, and whose client hears something else
        Table deaf = LostAnswers.of(table, heard);
        // When files are added
        SnapshotCommit commit = SnapshotCommit.of(deaf, deaf.newAppend().appendFile(file("a")));
        commit.make();
        // Then they are there once, and can be read
        assertThat(files()).containsExactly("a.parquet");
        assertThat(commit.snapshot().snapshotId())
                .isEqualTo(table.currentSnapshot().snapshotId());
        assertThat(commit.asked()).isTrue();
    }

    @Test
    void whatAnotherCommittedOnTopStays() {
        // Given another who commits on top of a snapshot before its answer is lost
        Table deaf = LostAnswers.of(
                table,
                () -> lake.table("order_paid").newAppend().appendFile(file("b")).commit(),
                new CommitFailedException("too late"));
        // When Iceberg tries again, which takes a snapshot of the id that is there for one to roll back to
        SnapshotCommit.of(deaf, deaf.newAppend().appendFile(file("a"))).make();
        // Then the other's is not taken back
        assertThat(files()).containsExactlyInAnyOrder("a.parquet", "b.parquet");
    }

    @Test
    void theManifestsOfALastAttemptOfWhichTheAnswerWasLostStay() {
        // Given a client that does not try again
        table.updateProperties().set(TableProperties.COMMIT_NUM_RETRIES, "0").commit();
        Table deaf = LostAnswers.of(table, new CommitFailedException("too late"));
        // When its only attempt was committed
        SnapshotCommit.of(deaf, deaf.newAppend().appendFile(file("a"))).make();
        // Then the table can be read
        assertThat(files()).containsExactly("a.parquet");
    }

    @Test
    void filesThatTookThePlaceOfOthersAreNotMissedByTheNextAttempt() {
        // Given a file that another is to take the place of
        table.newAppend().appendFile(file("a")).commit();
        Table deaf =
                LostAnswers.of(table, new CommitFailedException("too late"), new CommitFailedException("too late"));
        RewriteFiles rewrite = deaf.newRewrite().deleteFile(file("a")).addFile(file("b"));
        // When Iceberg tries again, and the first attempt had been committed
        SnapshotCommit.of(deaf, rewrite).make();
        // Then it is so
        assertThat(files()).containsExactly("b.parquet");
    }

    @Test
    void whatTheCatalogueWasNeverAskedForLeavesNothing() {
        // Given an update whose condition does not hold
        long before = metadataFiles();
        SnapshotCommit commit =
                SnapshotCommit.onlyIf(new Never(), table, table.newAppend().appendFile(file("a")));
        // When it is made, then it fails, and whoever wrote files for it may take them away
        assertThatThrownBy(commit::make).isInstanceOf(ValidationException.class).hasMessageContaining("never");
        assertThat(commit.asked()).isFalse();
        assertThat(metadataFiles()).isEqualTo(before);
    }

    @Test
    void attemptsThatOthersWereFasterThanLeaveNothing() {
        // Given an update that was begun before another's
        AppendFiles update = table.newAppend().appendFile(file("a"));
        SnapshotCommit commit = SnapshotCommit.of(table, update);
        update.apply();
        lake.table("order_paid").newAppend().appendFile(file("b")).commit();
        // When it is made
        commit.make();
        // Then both are there, and no file of its first attempt
        assertThat(files()).containsExactlyInAnyOrder("a.parquet", "b.parquet");
        List<String> reachable = new ArrayList<>();
        table.snapshots().forEach(snapshot -> {
            reachable.add(snapshot.manifestListLocation());
            snapshot.allManifests(table.io()).forEach(manifest -> reachable.add(manifest.path()));
        });
        assertThat(metadataFiles()).isEqualTo(reachable.stream().distinct().count());
    }

    /** Manifests and their lists. */
    private long metadataFiles() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".avro")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> files() {
        List<String> names = new ArrayList<>();
        table.refresh();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task ->
                    names.add(Path.of(task.file().location()).getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private DataFile file(String name) {
        return DataFiles.builder(table.spec())
                .withPath(table.locationProvider().newDataLocation(name + ".parquet"))
                .withPartitionPath("event_time_day=1997-01-01")
                .withRecordCount(1)
                .withFileSizeInBytes(1)
                .build();
    }

    private record Never() implements SnapshotAncestryValidator {
        @Override
        public boolean validate(Iterable<Snapshot> ancestors) {
            return false;
        }

        @Override
        public String errorMessage() {
            return "never";
        }
    }
}
