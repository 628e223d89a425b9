package io.tidemill.ingestion.lakemaintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.LostAnswers;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.layout.LayoutChange;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.Effect;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class MaintenanceTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void emptyCatalogue() throws Exception {
        postgres.emptyLakeCatalogue();
    }

    @Test
    void aTableThatIsWrittenToAllTheTimeKeepsItsRowsAndFewFiles() throws Exception {
        int commits = 250;
        int rows = 20;
        MaintenanceSettings settings = settings();
        try (Lake writing = lake();
                Lake maintaining = lake()) {
            TestingTable table = new TestingTable(writing);
            AtomicBoolean written = new AtomicBoolean();
            List<OperationResult> results = new ArrayList<>();
            // Given maintenance that never pauses, as by itself and not as if asked for
            CompletableFuture<Void> maintenance = CompletableFuture.runAsync(() -> {
                List<TableOperation> operations = new ArrayList<>(MaintenanceProcess.operations(settings));
                operations.add(new OrphanRemoval(settings));
                while (!written.get()) {
                    for (TableOperation operation : operations) {
                        results.add(operation.run(
                                maintaining.table(TestingTable.NAME), MaintenanceProcess.LAYOUT, interval(Set.of())));
                    }
                }
            });
            // When hundreds of commits are made meanwhile, to two days
            int most = 0;
            for (int commit = 0; commit < commits; commit++) {
                table.append(commit * rows, rows, commit % 2);
                most = Math.max(
                        most,
                        Integer.parseInt(
                                table.table().currentSnapshot().summary().get("total-data-files")));
            }
            written.set(true);
            maintenance.join();
            MaintenanceProcess.operations(settings)
                    .forEach(last -> last.run(table.table(), MaintenanceProcess.LAYOUT, interval(Set.of())));
            // Then each row is there once
            assertThat(table.ids())
                    .hasSize(commits * rows)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, commits * rows).boxed().toList());
            // And the newest snapshot tells the watermark
            assertThat(table.table().currentSnapshot().summary())
                    .containsEntry(LakeTables.WATERMARK_PROPERTY, Integer.toString(commits * rows));
            // And files, snapshots and manifests are few, and were
            assertThat(table.files()).hasSizeLessThan(40);
            assertThat(most).isLessThan(commits / 2);
            assertThat(table.table().snapshots()).hasSizeLessThan(60);
            assertThat(table.table()
                            .currentSnapshot()
                            .allManifests(table.table().io()))
                    .hasSizeLessThan(30);
            assertThat(results).extracting(OperationResult::outcome).doesNotContain(OperationOutcome.FAILED);
        }
    }

    @Test
    void aSettledDayIsOneFileInOrderWithBloomFilters() {
        try (Lake lake = lake()) {
            // Given a table with fresh files of two days, one file of which was sorted before
            TestingTable table = new TestingTable(lake);
            IntStream.range(0, 12).forEach(i -> table.append(i * 100, 100, i % 2));
            Compaction compaction = new Compaction(settings());
            // When one of the days is announced
            OperationResult result = compaction.run(table.table(), MaintenanceProcess.LAYOUT, interval(Set.of(day(0))));
            // Then its files are one, and the other's as they were
            assertThat(result.outcome()).isEqualTo(OperationOutcome.DONE);
            assertThat(result.filesBefore()).isEqualTo(12);
            assertThat(result.filesAfter()).isEqualTo(7);
            assertThat(table.files()).hasSize(7);
            assertThat(table.files())
                    .filteredOn(file -> file.recordCount() == 600)
                    .singleElement()
                    .satisfies(file -> assertThat(file.sortOrderId())
                            .isEqualTo(table.table().sortOrder().orderId()));
            // And a late row makes one again of two, in order
            table.append(5000, 1, 0);
            compaction.run(table.table(), MaintenanceProcess.LAYOUT, interval(Set.of(day(0), day(1))));
            assertThat(table.files()).hasSize(2);
            List<Object> subjects = TestingTable.read(LakeTables.EVENT_SUBJECT, table.table());
            assertThat(subjects.subList(0, 600))
                    .isSortedAccordingTo((a, b) -> a.toString().compareTo(b.toString()));
            assertThat(table.ids()).hasSize(1201).doesNotHaveDuplicates();
            // And nothing is left to do
            assertThat(compaction
                            .run(table.table(), MaintenanceProcess.LAYOUT, MaintenanceProcess.asked(CLOCK))
                            .outcome())
                    .isEqualTo(OperationOutcome.NOTHING);
        }
    }

    @Test
    void aChangedPartitioningReachesTheFilesThatAreThere() {
        TableLayout byTenant = layout(List.of("tenant_id"));
        try (Lake lake = lake()) {
            // Given files of a table by day alone
            TestingTable table = new TestingTable(lake);
            IntStream.range(0, 4).forEach(i -> table.append(i * 100, 100, 0));
            // When its layout has tenants too, and it is compacted
            LayoutChange.apply(table.table(), byTenant);
            OperationResult dry = new Compaction(settings())
                    .run(
                            table.table(),
                            byTenant,
                            new TableOperation.Run(
                                    TableOperation.Cause.ASKED, Effect.DRY_RUN, Set.of(), CLOCK.instant()));
            new Compaction(settings()).run(table.table(), byTenant, MaintenanceProcess.asked(CLOCK));
            // Then a file for each of them has its rows, and a dry run had only said so
            assertThat(dry.outcome()).isEqualTo(OperationOutcome.DRY_RUN);
            assertThat(table.files()).hasSize(3).allSatisfy(file -> assertThat(
                            file.partition().get(1, String.class))
                    .startsWith("tenant-"));
            assertThat(table.ids()).hasSize(400).doesNotHaveDuplicates();
        }
    }

    @Test
    void filesThatWereMovedElsewhereStayThere() throws IOException {
        TableLayout byTenant = layout(List.of("tenant_id"));
        try (Lake lake = lake()) {
            // Given a day with small files in the cold location and rows that came late
            TestingTable table = new TestingTable(lake);
            IntStream.range(0, 4).forEach(i -> table.append(i * 10, 10, 0));
            List<DataFile> cold = new ArrayList<>();
            RewriteFiles tier = table.table().newRewrite();
            for (DataFile file : table.files()) {
                cold.add(table.moved(file, folder.resolve("cold")));
                tier.deleteFile(file);
            }
            cold.forEach(tier::addFile);
            tier.commit();
            IntStream.range(4, 8).forEach(i -> table.append(i * 10, 10, 0));
            // When all is compacted, and again after the table's partitioning has changed
            Compaction compaction = new Compaction(settings());
            compaction.run(table.table(), MaintenanceProcess.LAYOUT, MaintenanceProcess.asked(CLOCK));
            assertThat(table.files()).hasSize(4 + 1);
            IntStream.range(8, 10).forEach(i -> table.append(i * 10, 10, 0));
            LayoutChange.apply(table.table(), byTenant);
            compaction.run(table.table(), byTenant, MaintenanceProcess.asked(CLOCK));
            // Then the late rows are in a file for each tenant, and the cold files are as they were
            List<String> locations =
                    table.files().stream().map(DataFile::location).toList();
            assertThat(locations)
                    .hasSize(4 + 3)
                    .containsAll(cold.stream().map(DataFile::location).toList());
            assertThat(table.ids())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void whatSomeoneElseRewroteIsLeftAlone() {
        try (Lake lake = lake()) {
            TestingTable table = new TestingTable(lake);
            IntStream.range(0, 4).forEach(i -> table.append(i * 10, 10, 0));
            Table stale = lake.table(TestingTable.NAME);
            // Given a file that someone takes away after the compaction looked
            RewriteFiles other = table.table().newRewrite();
            other.deleteFile(table.files().get(0))
                    .addFile(table.write(1000, 10, 0))
                    .commit();
            // When the compaction goes on with what it saw
            OperationResult result =
                    new Compaction(settings()).run(stale, MaintenanceProcess.LAYOUT, MaintenanceProcess.asked(CLOCK));
            // Then it gives up, the rows are the other's, and its files are gone
            assertThat(result.outcome()).isEqualTo(OperationOutcome.GAVE_UP);
            assertThat(table.ids()).hasSize(40).contains(1000);
            assertThat(folder.toFile())
                    .isDirectoryRecursivelyContaining("regex:.*\\.parquet")
                    .satisfies(at -> assertThat(parquets(folder)).isEqualTo(5));
        }
    }

    static Stream<RuntimeException> answers() {
        return Stream.of(
                new CommitFailedException("the table has been updated by another process"),
                new CommitStateUnknownException(new IOException("the connection was reset")),
                new IllegalStateException("the connection was reset"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aTableIsWholeAfterACommitOfWhichTheAnswerWasLost(RuntimeException heard) {
        try (Lake lake = lake()) {
            // Given a table of many files, and a catalogue that commits while its client hears something else
            TestingTable table = new TestingTable(lake);
            IntStream.range(0, 6).forEach(i -> table.append(i * 10, 10, i % 2));
            // When manifests are rewritten, and files compacted
            OperationResult manifests = new ManifestRewrite(settings())
                    .run(
                            LostAnswers.of(table.table(), heard),
                            MaintenanceProcess.LAYOUT,
                            MaintenanceProcess.asked(CLOCK));
            OperationResult files = new Compaction(settings())
                    .run(
                            LostAnswers.of(table.table(), heard),
                            MaintenanceProcess.LAYOUT,
                            MaintenanceProcess.asked(CLOCK));
            // Then it is done, once, and every row can be read
            assertThat(manifests.outcome()).isEqualTo(OperationOutcome.DONE);
            assertThat(manifests.filesAfter()).isEqualTo(1);
            assertThat(files.outcome()).isEqualTo(OperationOutcome.DONE);
            assertThat(table.files()).hasSize(2);
            assertThat(table.ids())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 60).boxed().toList());
        }
    }

    @Test
    void maintenanceMayBeKilledAtAnyTime() throws Exception {
        try (Lake lake = lake()) {
            TestingTable table = new TestingTable(lake);
            table.append(0, 10, 0);
            int next = 10;
            // Given a process that maintains, and is killed in the middle three times while rows come
            for (int kill = 0; kill < 3; kill++) {
                Process process = startMaintenance();
                try (BufferedReader out = process.inputReader()) {
                    assertThat(out.readLine()).isEqualTo("round");
                    for (int commit = 0; commit < 15 + 7 * kill; commit++) {
                        table.append(next, 10, commit % 2);
                        next += 10;
                    }
                } finally {
                    process.destroyForcibly().waitFor();
                }
            }
            // Then the table has its rows, and can be written to and maintained
            assertThat(table.ids()).hasSize(next).doesNotHaveDuplicates();
            table.append(next, 10, 0);
            MaintenanceProcess.operations(settings())
                    .forEach(operation ->
                            operation.run(table.table(), MaintenanceProcess.LAYOUT, MaintenanceProcess.asked(CLOCK)));
            assertThat(table.ids()).hasSize(next + 10).doesNotHaveDuplicates();
            assertThat(table.files()).hasSize(2);
        }
    }

    @Test
    void aTaggedSnapshotStaysUntilItsAgeAndTheJobsCommitsStay() {
        try (Lake lake = lake()) {
            // Given thirty commits of which an early one is tagged for a day and another for ever
            TestingTable table = new TestingTable(lake);
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                table.append(i, 1, 0);
                ids.add(table.table().currentSnapshot().snapshotId());
            }
            table.table()
                    .manageSnapshots()
                    .createTag("a-day", ids.get(2))
                    .setMaxRefAgeMs("a-day", Duration.ofDays(1).toMillis())
                    .createTag("for-ever", ids.get(3))
                    .commit();
            SnapshotExpiry expiry = new SnapshotExpiry(settings());
            // When what is old expires
            expiry.run(table.table(), MaintenanceProcess.LAYOUT, MaintenanceProcess.asked(CLOCK));
            // Then both are there beside the newest, and can be read
            assertThat(snapshots(table)).hasSize(22).contains(ids.get(2), ids.get(3), ids.get(29));
            assertThat(TestingTable.read(LakeTables.EVENT_ID, table.table())).hasSize(30);
            // And after the tag's age only the other
            Instant later = CLOCK.instant().plus(Duration.ofDays(2));
            assertThat(SnapshotExpiry.kept(table.table(), MaintenanceProcess.LAYOUT.snapshots(), later))
                    .hasSize(21)
                    .contains(ids.get(3));
        }
    }

    private static TableLayout layout(List<String> partitioning) {
        return new TableLayout(
                partitioning,
                List.of("event_time"),
                TableLayout.DEFAULT.targetFileBytes(),
                3,
                List.of(),
                TableLayout.DEFAULT.snapshots(),
                TableLayout.DEFAULT.completion());
    }

    private Process startMaintenance() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MaintenanceProcess.class.getName(),
                        postgres.jdbcUrl(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long parquets(Path folder) {
        try (Stream<Path> files = java.nio.file.Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<Long> snapshots(TestingTable table) {
        Set<Long> ids = new HashSet<>();
        for (Snapshot snapshot : table.table().snapshots()) {
            ids.add(snapshot.snapshotId());
        }
        return ids;
    }

    private static TableOperation.Run interval(Set<Integer> completed) {
        return new TableOperation.Run(TableOperation.Cause.INTERVAL, Effect.CHANGE, completed, CLOCK.instant());
    }

    private static int day(int day) {
        return (int) Duration.between(Instant.EPOCH, TestingTable.DAY).toDays() + day;
    }

    private MaintenanceSettings settings() {
        return MaintenanceProcess.settings(postgres.jdbcUrl(), folder.toString());
    }

    private Lake lake() {
        return Lake.open(postgres.jdbcUrl(), folder.toString());
    }
}
