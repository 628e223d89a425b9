package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.laketables.SnapshotSummaries;
import io.tidemill.ingestion.lakeversions.files.Overwrites;
import io.tidemill.ingestion.lakeversions.files.SnapshotFiles;
import io.tidemill.schemas.contracts.LakeTables;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * Goes back to a snapshot. The table does not take the old snapshot as its current one: a new snapshot, on top of the
 * newest, has the files of the old one. So the history stays a line, the lake job finds its commits, and the watermark and
 * the offsets stay where they were: records that were read are not read again, the rows that were rolled back stay away.
 */
public final class Rollback {
    /** Snapshot summary: the snapshot that was gone back to. */
    static final String ROLLED_BACK_TO = "tidemill.rolled-back-to";

    private static final long DAY_MICROS = Duration.ofDays(1).toNanos() / 1000;

    private final Duration allowedLateness;

    /**
     * @param allowedLateness after the end of a day until it is announced ({@code lake.allowed-lateness})
     */
    public Rollback(Duration allowedLateness) {
        this.allowedLateness = allowedLateness;
    }

    /** What is done about days that were announced as complete and would have other rows. */
    public enum AnnouncedDays {
        /** They stay as they were announced: the rollback is refused. */
        KEPT,
        /** They change; the lake job announces a new revision of them. */
        CHANGED
    }

    /**
     * What was done.
     *
     * @param table which table
     * @param from the snapshot before; going back to it undoes it
     * @param to the one that was gone back to
     * @param made the new one, which has its files
     * @param filesRemoved how many files went
     * @param filesRestored how many came back
     * @param rowsBefore rows in the snapshot before
     * @param rowsAfter rows in the new one
     * @param announcedDays days that had been announced and changed
     */
    public record RolledBack(
            String table,
            long from,
            long to,
            long made,
            int filesRemoved,
            int filesRestored,
            long rowsBefore,
            long rowsAfter,
            List<String> announcedDays) {}

    /**
     * Goes back; what the lake job commits from now on comes on top.
     *
     * @throws ProblemException with status 409 if announced days are to be kept and would change, with 422 if the table is
     *     at that snapshot already
     */
    public RolledBack rollBack(Table table, String name, Snapshot target, AnnouncedDays announced) {
        return Overwrites.retried(table, () -> attempt(table, name, target, announced));
    }

    private RolledBack attempt(Table table, String name, Snapshot target, AnnouncedDays announced) {
        Snapshot current = Objects.requireNonNull(table.currentSnapshot(), "a table with snapshots has a current one");
        SnapshotFiles.Difference files = SnapshotFiles.difference(table, current, target);
        if (files.isEmpty()) {
            throw ProblemException.invalid(
                    "to", "table " + name + " has the files of snapshot " + target.snapshotId() + " already");
        }
        List<String> days = announcedDays(table, current, files);
        if (announced == AnnouncedDays.KEPT && !days.isEmpty()) {
            throw ProblemException.conflict(
                    "force",
                    "table " + name + ": days that were announced as complete would change: " + String.join(", ", days)
                            + "; with force they do, and are announced again");
        }
        SnapshotCommit commit = Overwrites.replace(
                table,
                current,
                files.removed(),
                files.added(),
                Map.of(ROLLED_BACK_TO, Long.toString(target.snapshotId())));
        commit.make();
        Snapshot made = commit.snapshot();
        // The lake job may have committed between the look and the commit; what it added stays.
        Long parent = Objects.requireNonNull(made.parentId());
        Snapshot before = Objects.requireNonNull(table.snapshot(parent));
        return new RolledBack(
                name,
                before.snapshotId(),
                target.snapshotId(),
                made.snapshotId(),
                files.removed().size(),
                files.added().size(),
                rows(before),
                rows(made),
                days);
    }

    /** Days whose number of rows changes and that the watermark had passed. */
    private List<String> announcedDays(Table table, Snapshot current, SnapshotFiles.Difference files) {
        long watermark = SnapshotSummaries.told(table, current, LakeTables.WATERMARK_PROPERTY)
                .map(Long::parseLong)
                .orElse(Long.MIN_VALUE / 2);
        Map<Long, Long> rows = new TreeMap<>();
        files.removed().forEach(file -> count(table, file, -1, rows));
        files.added().forEach(file -> count(table, file, 1, rows));
        return rows.entrySet().stream()
                .filter(day -> day.getValue() != 0)
                .map(Map.Entry::getKey)
                .filter(day -> Duration.ofDays(day + 1).plus(allowedLateness).toMillis() <= watermark)
                .map(day -> LocalDate.ofEpochDay(day).toString())
                .toList();
    }

    /** A file that spans days, in a table that is not partitioned by day, counts for each of them. */
    private static void count(Table table, DataFile file, int sign, Map<Long, Long> rows) {
        int time = table.schema().findField(LakeTables.EVENT_TIME).fieldId();
        ByteBuffer lower =
                file.lowerBounds() == null ? null : file.lowerBounds().get(time);
        ByteBuffer upper =
                file.upperBounds() == null ? null : file.upperBounds().get(time);
        if (lower == null || upper == null) {
            return;
        }
        long first = Conversions.<Long>fromByteBuffer(Types.TimestampType.withZone(), lower);
        long last = Conversions.<Long>fromByteBuffer(Types.TimestampType.withZone(), upper);
        for (long day = Math.floorDiv(first, DAY_MICROS); day <= Math.floorDiv(last, DAY_MICROS); day++) {
            rows.merge(day, sign * file.recordCount(), Long::sum);
        }
    }

    private static long rows(Snapshot snapshot) {
        return Long.parseLong(snapshot.summary().getOrDefault("total-records", "0"));
    }
}
