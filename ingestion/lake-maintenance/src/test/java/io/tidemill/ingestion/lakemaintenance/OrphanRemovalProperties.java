package io.tidemill.ingestion.lakemaintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.lakecatalog.LocalFileIO;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.layout.SnapshotRetention;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.Effect;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;

/** Whatever was done to a table, orphans go, and no file that a snapshot has, nor a young one, goes with them. */
@SuppressWarnings("NullAway.Init") // jqwik calls the methods that begin and end.
class OrphanRemovalProperties {
    private static TestPostgres postgres;

    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "event_time", Types.TimestampType.withZone()));
    private static final Duration AGE = Duration.ofDays(3);

    @BeforeContainer
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterContainer
    static void stopPostgres() {
        postgres.close();
    }

    @Property(tries = 25)
    void onlyOrphansOfAnAgeGo(@ForAll @Size(min = 3, max = 14) List<@IntRange(max = 7) Integer> steps)
            throws IOException {
        Path folder = Files.createTempDirectory("orphans");
        try (JdbcCatalog catalog = new JdbcCatalog()) {
            // Given a table to which any sequence of things was done
            Table table = create(catalog, folder);
            append(table, "first");
            List<Path> orphans = new ArrayList<>();
            List<Path> young = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                step(table, folder, steps.get(i), i, orphans, young);
            }
            // And all of its files are old but the young ones; the job's last commit came after the orphans
            age(folder, young, Instant.now().minus(Duration.ofHours(2)));
            Set<Path> live = live(table);
            // When orphans are removed, days later
            TableOperation.Run run = new TableOperation.Run(
                    TableOperation.Cause.ASKED,
                    Effect.CHANGE,
                    Set.of(),
                    Instant.now().plus(AGE));
            OperationOutcome outcome = new OrphanRemoval(MaintenanceProcess.settings("", ""))
                    .run(table, TableLayout.DEFAULT, run)
                    .outcome();
            // Then they are gone, and nothing else is
            assertThat(orphans).noneMatch(Files::exists);
            assertThat(young).allMatch(Files::exists);
            assertThat(live).isNotEmpty().allMatch(Files::exists);
            assertThat(outcome).isEqualTo(orphans.isEmpty() ? OperationOutcome.NOTHING : OperationOutcome.DONE);
        } finally {
            delete(folder);
        }
    }

    private static void step(Table table, Path folder, int step, int number, List<Path> orphans, List<Path> young)
            throws IOException {
        Path data = folder.resolve("t/data");
        switch (step) {
            case 0, 1 -> append(table, "appended-" + number);
            case 2 -> replaceAll(table, "compacted-" + number);
            case 3 ->
                new SnapshotExpiry(MaintenanceProcess.settings("", ""))
                        .run(table, keepNone(), MaintenanceProcess.asked(java.time.Clock.systemUTC()));
            case 4 ->
                table.manageSnapshots()
                        .createTag("tag-" + number, table.currentSnapshot().snapshotId())
                        .commit();
            case 5 -> orphans.add(Files.writeString(data.resolve("orphan-" + number + ".parquet"), "orphan"));
            case 6 ->
                orphans.add(Files.writeString(
                        folder.resolve("t/metadata").resolve("orphan-" + number + "-m0.avro"), "orphan"));
            default -> young.add(Files.writeString(data.resolve("young-" + number + ".parquet"), "under way"));
        }
    }

    private static TableLayout keepNone() {
        return new TableLayout(
                List.of(),
                List.of(),
                1 << 20,
                3,
                List.of(),
                new SnapshotRetention(Duration.ZERO, 1, Duration.ZERO),
                TableLayout.DEFAULT.completion());
    }

    private static Table create(JdbcCatalog catalog, Path folder) {
        catalog.initialize(
                folder.getFileName().toString(),
                Map.of(
                        CatalogProperties.URI,
                        postgres.jdbcUrl(),
                        "jdbc.schema-version",
                        "V1",
                        CatalogProperties.WAREHOUSE_LOCATION,
                        folder.toString(),
                        CatalogProperties.FILE_IO_IMPL,
                        LocalFileIO.class.getName()));
        catalog.createNamespace(Namespace.of("n"));
        return catalog.buildTable(TableIdentifier.of("n", "t"), SCHEMA)
                .withLocation("file:" + folder.resolve("t"))
                .withPartitionSpec(
                        PartitionSpec.builderFor(SCHEMA).day("event_time").build())
                .create();
    }

    private static void append(Table table, String name) throws IOException {
        table.newAppend()
                .appendFile(file(table, name))
                .set(LakeTables.COMMIT_ID_PROPERTY, name)
                .commit();
    }

    private static void replaceAll(Table table, String name) throws IOException {
        var update =
                table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> update.deleteFile(task.file()));
        }
        update.addFile(file(table, name)).commit();
    }

    /** Named without a scheme, though the table's location has one. */
    private static DataFile file(Table table, String name) throws IOException {
        Path path = Path.of(ReachableFiles.path(table.location()), "data", name + ".parquet");
        Files.createDirectories(path.getParent());
        Files.writeString(path, name);
        return DataFiles.builder(table.spec())
                .withPath(path.toString())
                .withPartitionPath("event_time_day=1997-01-01")
                .withRecordCount(1)
                .withFileSizeInBytes(name.length())
                .build();
    }

    /** What each snapshot has, as a reader of it finds it. */
    private static Set<Path> live(Table table) throws IOException {
        Set<Path> live = new java.util.HashSet<>();
        for (Snapshot snapshot : table.snapshots()) {
            live.add(path(snapshot.manifestListLocation()));
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                live.add(path(manifest.path()));
            }
            try (CloseableIterable<FileScanTask> tasks =
                    table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
                tasks.forEach(task -> live.add(path(task.file().location())));
            }
        }
        live.add(path(((org.apache.iceberg.HasTableOperations) table)
                .operations()
                .current()
                .metadataFileLocation()));
        return live;
    }

    private static Path path(String location) {
        return Path.of(ReachableFiles.path(location));
    }

    private static void age(Path folder, List<Path> young, Instant old) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Instant time = young.contains(file) ? Instant.now() : old;
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
