package io.tidemill.ingestion.lakeversions.lifecycle;

import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.lakeversions.files.FileRows;
import io.tidemill.ingestion.lakeversions.files.Overwrites;
import io.tidemill.ingestion.lakeversions.files.SnapshotFiles;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;

/**
 * Moves the files of old days to the cold location and drops days that are too old, while the lake job goes on. A cold day is
 * in the table as before, in files that are larger and smaller packed. A dropped day is in no new snapshot; its files go when
 * the snapshots and versions that have them do.
 */
public final class Tiering {
    private static final Map<String, String> COLD_PROPERTIES = Map.of(
            TableProperties.PARQUET_COMPRESSION, "zstd",
            TableProperties.PARQUET_COMPRESSION_LEVEL, "19");

    private final String coldLocation;
    private final long targetBytes;
    private final Clock clock;

    /**
     * @param coldLocation where cold files lie, each table's below its name
     * @param targetBytes how large a cold file becomes, before it is packed
     */
    public Tiering(String coldLocation, long targetBytes, Clock clock) {
        this.coldLocation = coldLocation;
        this.targetBytes = targetBytes;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param table which
     * @param filesMoved files of old days that are replaced
     * @param filesWritten files in the cold location that replace them
     * @param rowsMoved how many rows they have
     * @param rowsExpired rows of days that were dropped
     */
    public record Tiered(String table, int filesMoved, int filesWritten, long rowsMoved, long rowsExpired) {}

    /**
     * Does what is due.
     *
     * @throws IllegalStateException if the table is not partitioned by day
     */
    public Tiered tier(Table table, String name, TierPolicy policy) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        long expired = policy.expireAfterDays().isPresent()
                ? expire(table, today.minusDays(policy.expireAfterDays().getAsInt()))
                : 0;
        Tiered moved = new Tiered(name, 0, 0, 0, expired);
        if (policy.coldAfterDays().isPresent() && table.currentSnapshot() != null) {
            LocalDate before = today.minusDays(policy.coldAfterDays().getAsInt());
            for (List<DataFile> day : warm(table, name, before).values()) {
                moved = move(table, name, day, moved);
            }
        }
        return moved;
    }

    /** Drops days before one; whole files go, no row is read. */
    private static long expire(Table table, LocalDate before) {
        long micros = before.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000;
        return Overwrites.retried(table, () -> {
            Snapshot current = table.currentSnapshot();
            if (current == null || dayFiles(table).values().stream().noneMatch(day -> day < before.toEpochDay())) {
                return 0L;
            }
            SnapshotCommit commit = SnapshotCommit.of(
                    table, table.newDelete().deleteFromRowFilter(Expressions.lessThan(LakeTables.EVENT_TIME, micros)));
            commit.make();
            return Long.parseLong(commit.snapshot().summary().getOrDefault("deleted-records", "0"));
        });
    }

    /** Files of days before one that do not lie in the cold location, by partition. */
    private Map<String, List<DataFile>> warm(Table table, String name, LocalDate before) {
        table.refresh();
        Map<String, List<DataFile>> partitions = new LinkedHashMap<>();
        dayFiles(table).forEach((file, day) -> {
            if (day < before.toEpochDay() && !file.location().startsWith(folder(name) + "/")) {
                PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()));
                partitions
                        .computeIfAbsent(
                                file.specId() + "/" + spec.partitionToPath(file.partition()), key -> new ArrayList<>())
                        .add(file);
            }
        });
        return partitions;
    }

    private Tiered move(Table table, String name, List<DataFile> files, Tiered before) {
        List<DataFile> written = write(table, name, files);
        Snapshot current = Objects.requireNonNull(table.currentSnapshot());
        RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(current.snapshotId());
        files.forEach(rewrite::deleteFile);
        written.forEach(rewrite::addFile);
        SnapshotCommit commit = SnapshotCommit.of(table, rewrite);
        try {
            commit.make();
        } catch (ValidationException | CommitFailedException e) {
            // A compaction or an erasure had the same files: the next round takes what it made.
            if (!commit.asked()) {
                written.forEach(file -> table.io().deleteFile(file.location()));
            }
            return before;
        }
        return new Tiered(
                name,
                before.filesMoved() + files.size(),
                before.filesWritten() + written.size(),
                before.rowsMoved()
                        + files.stream().mapToLong(DataFile::recordCount).sum(),
                before.rowsExpired());
    }

    /** Files of one partition as fewer ones; in the order of the one file if there is only one. */
    private List<DataFile> write(Table table, String name, List<DataFile> files) {
        DataFile first = files.get(0);
        PartitionSpec spec = Objects.requireNonNull(table.specs().get(first.specId()));
        SortOrder order = files.size() == 1 ? FileRows.sortOrder(table, first) : SortOrder.unsorted();
        String folder = folder(name) + (spec.isUnpartitioned() ? "" : "/" + spec.partitionToPath(first.partition()));
        List<DataFile> written = new ArrayList<>();
        DataWriter<Record> writer = null;
        try {
            for (DataFile file : files) {
                try (CloseableIterable<Record> rows =
                        FileRows.read(table, file, table.schema(), Expressions.alwaysTrue())) {
                    for (Record row : rows) {
                        if (writer == null) {
                            String location = folder + "/" + FileRows.fileName();
                            writer = FileRows.writer(table, spec, first.partition(), order, location, COLD_PROPERTIES);
                        }
                        writer.write(row);
                        if (writer.length() >= targetBytes) {
                            writer.close();
                            written.add(writer.toDataFile());
                            writer = null;
                        }
                    }
                }
            }
            if (writer != null) {
                writer.close();
                written.add(writer.toDataFile());
            }
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move files of table " + name + " to " + folder, e);
        }
    }

    private String folder(String table) {
        return coldLocation + "/" + table;
    }

    /** Each file of the newest snapshot with its day. */
    private static Map<DataFile, Long> dayFiles(Table table) {
        Map<DataFile, Long> days = new LinkedHashMap<>();
        Snapshot current = Objects.requireNonNull(table.currentSnapshot());
        for (DataFile file : SnapshotFiles.of(table, current).values()) {
            PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()));
            if (spec.isUnpartitioned()
                    || !spec.fields().get(0).transform().toString().equals("day")) {
                throw new IllegalStateException("table " + table.name() + " is partitioned by " + spec
                        + ": expected the day of " + LakeTables.EVENT_TIME + " first");
            }
            Integer day = Objects.requireNonNull(file.partition().get(0, Integer.class));
            days.put(file, day.longValue());
        }
        return days;
    }
}
