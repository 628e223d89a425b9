package io.tidemill.ingestion.lakesink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.laketables.SnapshotSummaries;
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
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
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
    private final TopicIds topicIds;
    private final LakeMetrics metrics;
    private final NavigableMap<Integer, Long> rows = new TreeMap<>();
    private @Nullable Long snapshotId;
    private OptionalLong watermark = OptionalLong.empty();
    private Optional<String> told = Optional.empty();
    private Offsets offsets = Offsets.NONE;

    CommittedTable(String name, Table table, String jobId, TopicIds topicIds, LakeMetrics metrics) {
        this.name = name;
        this.table = table;
        this.jobId = jobId;
        this.topicIds = topicIds;
        this.metrics = metrics;
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

    /** How far the table has come in its topics, as of {@link #snapshotId()}. */
    Offsets offsets() {
        return offsets;
    }

    /** Whether what a commit brings is in the table: by this commit, or by another run that read the same records. */
    boolean has(PendingCommit pending) {
        Offsets to = own(pending.to());
        if (!to.isEmpty() && offsets.reaches(to)) {
            return true;
        }
        // Not by their parents: between two snapshots that are kept one may have expired, where a walk ends.
        for (Snapshot snapshot : table.snapshots()) {
            if (pending.commitId().equals(snapshot.summary().get(COMMIT_ID))) {
                return true;
            }
        }
        return false;
    }

    /** The files of a commit that the table does not have, without rows that another run has committed. */
    List<DataFile> missing(PendingCommit pending, List<WrittenFile> files) {
        List<DataFile> written = files.stream().map(this::dataFile).toList();
        Offsets from = own(pending.from());
        if (pending.to().isEmpty() || from.reaches(offsets)) {
            return written;
        }
        FileTrimming trimming = new FileTrimming(table, offsets, from);
        return written.stream().map(trimming::trim).flatMap(Optional::stream).toList();
    }

    /** Adds the files of a commit in one snapshot; an empty list makes a snapshot that tells the watermark alone. */
    void commit(PendingCommit pending, List<WrittenFile> files) {
        add(pending, files.stream().map(this::dataFile).toList());
    }

    /**
     * Adds files, if the table still is where it was when this was last told, which is asked at each attempt: so two jobs
     * cannot both commit what they read of the same records.
     *
     * @throws org.apache.iceberg.exceptions.ValidationException if the table has moved
     */
    void add(PendingCommit pending, List<DataFile> files) {
        AppendFiles append = table.newAppend();
        files.forEach(append::appendFile);
        Offsets reached = offsets.max(own(pending.to()));
        String reachedJson = reached.toJson();
        if (!reached.isEmpty()) {
            append.set(LakeTables.OFFSETS_PROPERTY, reachedJson);
            append.set(LakeTables.TOPIC_IDS_PROPERTY, LakePosition.idsJson(reached, topicIds));
        }
        append.set(COMMIT_ID, pending.commitId());
        append.set(JOB_ID, jobId);
        append.set(CHECKPOINT_ID, Long.toString(pending.checkpointId()));
        OptionalLong next =
                later(watermark, Optional.ofNullable(pending.watermarks().get(name)));
        if (next.isPresent()) {
            append.set(LakeTables.WATERMARK_PROPERTY, Long.toString(next.getAsLong()));
        }
        long start = System.nanoTime();
        SnapshotCommit commit = SnapshotCommit.onlyIf(new StillAt(name, told), table, append);
        commit.make();
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        metrics.committed(name, table.schema(), files, took, next);
        Snapshot made = commit.snapshot();
        if (rowsAreThoseSeen(made.parentId())) {
            files.forEach(file -> rows.merge(dayOf(file), file.recordCount(), Long::sum));
            snapshotId = made.snapshotId();
            watermark = next;
            offsets = reached;
            told = reached.isEmpty() ? told : Optional.of(reachedJson);
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
                rows.merge(dayOf(task.file()), task.file().recordCount(), Long::sum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of table " + name, e);
        }
        snapshotId = snapshot.snapshotId();
        watermark = watermarkOf(snapshot);
        told = SnapshotSummaries.told(table, snapshot, LakeTables.OFFSETS_PROPERTY);
        offsets = LakePosition.of(table, snapshot, topicIds);
    }

    private Offsets own(Offsets ofAllTopics) {
        return ofAllTopics.inTopics(topic -> TopicTables.takes(name, topic));
    }

    private static int dayOf(DataFile file) {
        return Objects.requireNonNull(file.partition().get(0, Integer.class), "day");
    }

    private OptionalLong watermarkOf(Snapshot snapshot) {
        return SnapshotSummaries.told(table, snapshot, LakeTables.WATERMARK_PROPERTY).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    static OptionalLong later(OptionalLong committed, Optional<Long> next) {
        return next.isEmpty() ? committed : OptionalLong.of(Math.max(committed.orElse(Long.MIN_VALUE), next.get()));
    }

    /** Asked with the parent of each attempt to commit. */
    private record StillAt(String table, Optional<String> told) implements SnapshotAncestryValidator {
        @Override
        public boolean validate(Iterable<Snapshot> ancestors) {
            for (Snapshot ancestor : ancestors) {
                String now = ancestor.summary().get(LakeTables.OFFSETS_PROPERTY);
                if (now != null) {
                    return told.isPresent() && told.get().equals(now);
                }
            }
            return told.isEmpty();
        }

        @Override
        public String errorMessage() {
            return "table " + table + " is no longer at the offsets " + told.orElse("(none)")
                    + ": another job writes it";
        }
    }
}
