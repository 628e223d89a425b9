package io.tidemill.ingestion.lakesink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** One table with what is committed to it: its watermark and its rows by day. */
final class CommittedTable {
    /** Snapshot summary: the commit that made it, so that none is made twice. */
    static final String COMMIT_ID = LakeTables.COMMIT_ID_PROPERTY;

    /** Snapshot summary: the job that made it. */
    static final String JOB_ID = "tidemill.job-id";

    /** Snapshot summary: its checkpoint. */
    static final String CHECKPOINT_ID = "tidemill.checkpoint-id";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Table table;
    private final String jobId;
    private final NavigableMap<Integer, Long> rows = new TreeMap<>();
    private @Nullable Long snapshotId;
    private OptionalLong watermark = OptionalLong.empty();

    CommittedTable(String name, Table table, String jobId) {
        this.name = name;
        this.table = table;
        this.jobId = jobId;
        Snapshot current = table.currentSnapshot();
        if (current != null) {
            load(current);
        }
    }

    /** The table's name within the namespace. */
    String name() {
        return name;
    }

    /** Rows by day, in days since 1970-01-01, as of {@link #snapshotId()}; not to be changed. */
    NavigableMap<Integer, Long> rows() {
        return Collections.unmodifiableNavigableMap(rows);
    }

    /** The last snapshot seen here. */
    long snapshotId() {
        return Objects.requireNonNull(snapshotId, "no snapshot yet");
    }

    /** The table's watermark as of {@link #snapshotId()}, in epoch milliseconds. */
    OptionalLong watermark() {
        return watermark;
    }

    /** Whether a snapshot has been made by this commit. */
    boolean has(PendingCommit pending) {
        table.refresh();
        // Not by their parents: between two snapshots that are kept one may have expired, where a walk ends.
        for (Snapshot snapshot : table.snapshots()) {
            if (pending.commitId().equals(snapshot.summary().get(COMMIT_ID))) {
                return true;
            }
        }
        return false;
    }

    /** Adds files in one snapshot; an empty list makes a snapshot that tells the watermark alone. */
    void commit(PendingCommit pending, List<WrittenFile> files) {
        AppendFiles append = table.newAppend();
        files.forEach(file -> append.appendFile(dataFile(file)));
        append.set(COMMIT_ID, pending.commitId());
        append.set(JOB_ID, jobId);
        append.set(CHECKPOINT_ID, Long.toString(pending.checkpointId()));
        OptionalLong next =
                later(watermark, Optional.ofNullable(pending.watermarks().get(name)));
        if (next.isPresent()) {
            append.set(LakeTables.WATERMARK_PROPERTY, Long.toString(next.getAsLong()));
        }
        append.commit();
        Snapshot made = made(pending);
        if (rowsAreThoseSeen(made.parentId())) {
            files.forEach(file -> rows.merge(file.day(), file.rows(), Long::sum));
            snapshotId = made.snapshotId();
            watermark = next;
        } else {
            load(made);
        }
    }

    /**
     * Whether a snapshot has the rows of the last one seen here: what stands between only put the same rows into other
     * files, as maintenance does all the time. Otherwise the whole table is counted.
     */
    private boolean rowsAreThoseSeen(@Nullable Long parentId) {
        Long seen = snapshotId;
        Long id = parentId;
        while (!Objects.equals(id, seen)) {
            Snapshot between = id == null ? null : table.snapshot(id);
            if (between == null || !DataOperations.REPLACE.equals(between.operation())) {
                return false;
            }
            id = between.parentId();
        }
        return true;
    }

    /**
     * Keeps the last snapshot seen here, which someone is about to read, for a while.
     *
     * @throws org.apache.iceberg.exceptions.CommitFailedException if others commit all the time
     */
    void keepSnapshot(Duration keepFor) {
        long id = snapshotId();
        String tag = "announced-" + id;
        if (table.snapshot(id) != null && !table.refs().containsKey(tag)) {
            table.manageSnapshots()
                    .createTag(tag, id)
                    .setMaxRefAgeMs(tag, keepFor.toMillis())
                    .commit();
        }
    }

    private Snapshot made(PendingCommit pending) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (pending.commitId().equals(snapshot.summary().get(COMMIT_ID))) {
                return snapshot;
            }
        }
        throw new IllegalStateException("table " + name + " lost commit " + pending.commitId() + " at once");
    }

    private DataFile dataFile(WrittenFile file) {
        try {
            return (DataFile) org.apache.iceberg.ContentFileParser.fromJson(JSON.readTree(file.json()), table.specs());
        } catch (IOException e) {
            throw new UncheckedIOException("a data file's JSON cannot be read back", e);
        }
    }

    private void load(Snapshot snapshot) {
        rows.clear();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                Integer day = Objects.requireNonNull(task.file().partition().get(0, Integer.class));
                rows.merge(day, task.file().recordCount(), Long::sum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of table " + name, e);
        }
        snapshotId = snapshot.snapshotId();
        watermark = watermarkOf(snapshot);
    }

    /** Snapshots that others made, such as a compaction, may not tell it: then the one before does. */
    private OptionalLong watermarkOf(Snapshot snapshot) {
        for (Snapshot ancestor : SnapshotUtil.ancestorsOf(snapshot.snapshotId(), table::snapshot)) {
            String told = ancestor.summary().get(LakeTables.WATERMARK_PROPERTY);
            if (told != null) {
                return OptionalLong.of(Long.parseLong(told));
            }
        }
        return OptionalLong.empty();
    }

    static OptionalLong later(OptionalLong committed, Optional<Long> next) {
        return next.isEmpty() ? committed : OptionalLong.of(Math.max(committed.orElse(Long.MIN_VALUE), next.get()));
    }
}
