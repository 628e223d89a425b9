package io.tidemill.ingestion.lakeversions.files;

import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.laketables.SnapshotSummaries;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;

/** Commits that put files in the place of others while the lake job commits too. */
public final class Overwrites {
    /**
     * The lake job's last commit to a table, as it tells it. A snapshot that follows tells it on: the one that told it may
     * be expired before the job looks whether it had made that commit.
     */
    public static final String COMMIT_ID = "tidemill.commit-id";

    private static final int ATTEMPTS = 20;

    private Overwrites() {}

    /**
     * An overwrite that fails if one of the files it deletes is gone, and tells on what its parent told.
     *
     * @param parent the snapshot that the files were looked up in
     * @param reason summary properties that say what made it
     */
    public static SnapshotCommit replace(
            Table table,
            Snapshot parent,
            Collection<DataFile> removed,
            Collection<DataFile> added,
            Map<String, String> reason) {
        OverwriteFiles overwrite =
                table.newOverwrite().validateFromSnapshot(parent.snapshotId()).validateNoConflictingDeletes();
        removed.forEach(overwrite::deleteFile);
        added.forEach(overwrite::addFile);
        reason.forEach(overwrite::set);
        lastCommit(table, parent).ifPresent(id -> overwrite.set(COMMIT_ID, id));
        return SnapshotCommit.of(table, overwrite);
    }

    /** The lake job's last commit as of a snapshot. */
    public static Optional<String> lastCommit(Table table, Snapshot parent) {
        return SnapshotSummaries.told(table, parent, COMMIT_ID);
    }

    /** Looks and commits, again and again while someone else was faster. */
    public static <T> T retried(Table table, Supplier<T> attempt) {
        RuntimeException lost = new CommitFailedException("table %s was never tried", table.name());
        for (int tried = 0; tried < ATTEMPTS; tried++) {
            table.refresh();
            try {
                return attempt.get();
            } catch (CommitFailedException | ValidationException e) {
                lost = e;
            }
        }
        throw lost;
    }
}
