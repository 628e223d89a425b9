package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import io.tidemill.schemas.contracts.LakeTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Removes files below a table's location that none of its snapshots has: what a process left that was killed. Files are
 * spared that are younger than an age, and those that are not older than the lake job's newest commit to the table: a job
 * that was stopped days ago has files in its checkpoint that it commits when it comes back.
 */
final class OrphanRemoval implements TableOperation {
    private final MaintenanceSettings settings;

    OrphanRemoval(MaintenanceSettings settings) {
        this.settings = settings;
    }

    @Override
    public OperationResult run(Table table, TableLayout layout, Run run) {
        if (!(table.io() instanceof SupportsPrefixOperations storage)) {
            return OperationResult.without(
                    OperationOutcome.NOTHING, table.io().getClass().getName() + " lists no files");
        }
        // Listed before the metadata is read: what is committed in between is reachable then.
        List<FileInfo> present = new ArrayList<>();
        storage.listPrefix(table.location()).forEach(present::add);
        table.refresh();
        OptionalLong before = createdBefore(table, run.now());
        if (before.isEmpty()) {
            return OperationResult.nothing(present.size());
        }
        ReachableFiles reachable = ReachableFiles.of(table);
        List<FileInfo> orphans = present.stream()
                .filter(file -> file.createdAtMillis() < before.getAsLong())
                .filter(file -> !reachable.contains(file.location()))
                .toList();
        long bytes = orphans.stream().mapToLong(FileInfo::size).sum();
        if (orphans.isEmpty()) {
            return OperationResult.nothing(present.size());
        }
        String example = orphans.get(0).location();
        if (run.dry()) {
            return new OperationResult(
                    OperationOutcome.DRY_RUN,
                    present.size(),
                    present.size() - orphans.size(),
                    bytes,
                    0,
                    0,
                    "such as " + example);
        }
        orphans.forEach(file -> storage.deleteFile(file.location()));
        return new OperationResult(
                OperationOutcome.DONE,
                present.size(),
                present.size() - orphans.size(),
                bytes,
                0,
                orphans.size(),
                "such as " + example);
    }

    /** Nothing while the job's newest commit is not known. */
    private OptionalLong createdBefore(Table table, Instant now) {
        for (Snapshot snapshot : SnapshotExpiry.newestFirst(table)) {
            if (snapshot.summary().containsKey(LakeTables.COMMIT_ID_PROPERTY)) {
                long underWay = snapshot.timestampMillis() - MaintenanceSettings.YOUNGEST_ORPHAN.toMillis();
                return OptionalLong.of(
                        Math.min(underWay, now.minus(settings.orphanAge()).toEpochMilli()));
            }
        }
        return OptionalLong.empty();
    }
}
