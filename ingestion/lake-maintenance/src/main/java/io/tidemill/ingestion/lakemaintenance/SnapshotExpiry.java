package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.layout.SnapshotRetention;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import io.tidemill.schemas.contracts.LakeTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets snapshots go that are older than the layout keeps them. It keeps what a tag or branch names until that has its age,
 * the newest few, and the newest that the lake job made: by those a job that comes back knows what it has committed.
 */
final class SnapshotExpiry implements TableOperation {
    /** A job that comes back has one or two commits to look for. */
    private static final int JOB_COMMITS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotExpiry.class);

    private final MaintenanceSettings settings;

    SnapshotExpiry(MaintenanceSettings settings) {
        this.settings = settings;
    }

    @Override
    public OperationResult run(Table table, TableLayout layout, Run run) {
        List<Snapshot> all = new ArrayList<>();
        table.snapshots().forEach(all::add);
        Set<Long> kept = kept(table, layout.snapshots(), run.now());
        List<Long> expired = all.stream()
                .map(Snapshot::snapshotId)
                .filter(id -> !kept.contains(id))
                .toList();
        if (expired.size() < (run.asked() ? 1 : settings.expireFrom())) {
            return OperationResult.nothing(all.size());
        }
        if (run.dry()) {
            return new OperationResult(OperationOutcome.DRY_RUN, all.size(), all.size() - expired.size(), 0, 0, 0, "");
        }
        AtomicLong removed = new AtomicLong();
        ExpireSnapshots update = table.expireSnapshots().expireOlderThan(0).deleteWith(file -> {
            delete(table, file);
            removed.incrementAndGet();
        });
        expired.forEach(update::expireSnapshotId);
        update.commit();
        return new OperationResult(
                OperationOutcome.DONE, all.size(), all.size() - expired.size(), 0, 0, removed.get(), "");
    }

    static Set<Long> kept(Table table, SnapshotRetention retention, Instant now) {
        Set<Long> kept = new HashSet<>();
        long oldest = now.minus(retention.keepFor()).toEpochMilli();
        for (SnapshotRef ref : table.refs().values()) {
            Long age = ref.maxRefAgeMs();
            Snapshot named = table.snapshot(ref.snapshotId());
            if (ref.isBranch() || age == null || named == null || named.timestampMillis() >= now.toEpochMilli() - age) {
                kept.add(ref.snapshotId());
            }
        }
        for (Snapshot snapshot : table.snapshots()) {
            if (snapshot.timestampMillis() >= oldest) {
                kept.add(snapshot.snapshotId());
            }
        }
        int newest = 0;
        int commits = 0;
        for (Snapshot snapshot : newestFirst(table)) {
            boolean ofJob = snapshot.summary().containsKey(LakeTables.COMMIT_ID_PROPERTY);
            if (newest < retention.keepAtLeast() || (ofJob && commits < JOB_COMMITS)) {
                kept.add(snapshot.snapshotId());
            }
            newest++;
            commits += ofJob ? 1 : 0;
        }
        return kept;
    }

    /**
     * A table's snapshots. Not by their parents: a snapshot that is kept may stand behind one that is gone, where a walk
     * over the ancestors ends.
     */
    static List<Snapshot> newestFirst(Table table) {
        List<Snapshot> snapshots = new ArrayList<>();
        table.snapshots().forEach(snapshots::add);
        snapshots.sort(Comparator.comparingLong(Snapshot::sequenceNumber).reversed());
        return snapshots;
    }

    /** What cannot be deleted now is an orphan later. */
    private static void delete(Table table, String file) {
        try {
            table.io().deleteFile(file);
        } catch (NotFoundException e) {
            LOG.atDebug().addKeyValue("table", table.name()).setCause(e).log("a file was gone already");
        }
    }
}
