package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes larger, sorted files of small ones. The rows stay as they are and so does their number: the snapshot is a {@code
 * replace}. A file that someone else rewrote or removed meanwhile makes it give up, and nothing is changed.
 */
final class Compaction implements TableOperation {
    /** Bounds what is lost when a commit is given up, and how long other tables wait. */
    private static final int MOST_GROUPS = 16;

    private static final int MOST_STEPS = 6;
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final MaintenanceSettings settings;

    Compaction(MaintenanceSettings settings) {
        this.settings = settings;
    }

    @Override
    public OperationResult run(Table table, TableLayout layout, Run run) {
        OperationResult total = step(table, layout, run);
        OperationResult last = total;
        for (int step = 1; step < MOST_STEPS && last.outcome() == OperationOutcome.DONE; step++) {
            table.refresh();
            last = step(table, layout, run);
            if (last.outcome() != OperationOutcome.NOTHING) {
                total = sum(total, last);
            }
        }
        return total;
    }

    private OperationResult step(Table table, TableLayout layout, Run run) {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return OperationResult.nothing(0);
        }
        long files = files(snapshot);
        CompactionPlanner planner = new CompactionPlanner(settings.compactFrom(), layout.targetFileBytes());
        List<FileGroup> groups = plan(table, snapshot, planner, run);
        if (groups.isEmpty()) {
            return OperationResult.nothing(files);
        }
        List<FileGroup> now = groups.subList(0, Math.min(MOST_GROUPS, groups.size()));
        long replaced = now.stream().mapToLong(group -> group.tasks().size()).sum();
        if (run.dry()) {
            long all = groups.stream().mapToLong(group -> group.tasks().size()).sum();
            long bytes = groups.stream().mapToLong(FileGroup::bytes).sum();
            return new OperationResult(
                    OperationOutcome.DRY_RUN, files, files - all + groups.size(), bytes, bytes, 0, "about");
        }
        GroupRewrite rewrite = new GroupRewrite(table, settings.sortBytes());
        try {
            write(table, now, rewrite);
            commit(table, snapshot, now, rewrite.written());
        } catch (ValidationException | NotFoundException e) {
            return OperationResult.without(OperationOutcome.GAVE_UP, String.valueOf(e.getMessage()));
        }
        return new OperationResult(
                OperationOutcome.DONE,
                files,
                files - replaced + rewrite.written().size(),
                now.stream().mapToLong(FileGroup::bytes).sum(),
                rewrite.written().stream()
                        .mapToLong(ContentFile::fileSizeInBytes)
                        .sum(),
                0,
                "");
    }

    private static List<FileGroup> plan(Table table, Snapshot snapshot, CompactionPlanner planner, Run run) {
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
            return planner.plan(
                    table, tasks, day -> run.asked() || run.completed().contains(day));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of table " + table.name(), e);
        }
    }

    private static void write(Table table, List<FileGroup> groups, GroupRewrite rewrite) {
        try {
            for (FileGroup group : groups) {
                rewrite.rewrite(group);
            }
        } catch (IOException e) {
            remove(table, rewrite.written());
            throw new UncheckedIOException("cannot write files of table " + table.name() + " anew", e);
        } catch (RuntimeException e) {
            remove(table, rewrite.written());
            throw e;
        }
    }

    private static void commit(Table table, Snapshot snapshot, List<FileGroup> groups, List<DataFile> written) {
        RewriteFiles update = table.newRewrite().validateFromSnapshot(snapshot.snapshotId());
        groups.forEach(group -> group.tasks().forEach(task -> update.deleteFile(task.file())));
        written.forEach(update::addFile);
        // Deletes by value that came meanwhile apply to the rewritten rows too.
        update.dataSequenceNumber(snapshot.sequenceNumber());
        SnapshotCommit commit = SnapshotCommit.of(table, update);
        try {
            commit.make();
        } catch (RuntimeException e) {
            if (!commit.asked()) {
                remove(table, written);
            }
            throw e;
        }
    }

    private static void remove(Table table, List<DataFile> written) {
        for (DataFile file : written) {
            try {
                table.io().deleteFile(file.location());
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("table", table.name())
                        .setCause(e)
                        .log("a file that nobody has is left to be removed as an orphan");
            }
        }
    }

    private static long files(Snapshot snapshot) {
        return Long.parseLong(snapshot.summary().getOrDefault("total-data-files", "0"));
    }

    private static OperationResult sum(OperationResult before, OperationResult last) {
        boolean done = last.outcome() == OperationOutcome.DONE;
        return new OperationResult(
                before.outcome(),
                before.filesBefore(),
                done ? last.filesAfter() : before.filesAfter(),
                before.bytesBefore() + last.bytesBefore(),
                before.bytesAfter() + last.bytesAfter(),
                0,
                done ? before.detail() : last.outcome() + " " + last.detail());
    }
}
