package io.tidemill.ingestion.lakesink;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a checkpoint has to add to the tables. It is kept in the checkpoint itself, so that a job that died before it
 * committed does so when it comes back; its id, which goes into the snapshots, tells whether that had been done.
 *
 * @param commitId unique
 * @param checkpointId the checkpoint
 * @param createdAt when the checkpoint was taken, in epoch milliseconds
 * @param files data files, each for one table
 * @param watermarks by table, in epoch milliseconds
 */
record PendingCommit(
        String commitId, long checkpointId, long createdAt, List<WrittenFile> files, Map<String, Long> watermarks) {
    PendingCommit {
        Objects.requireNonNull(commitId, "commitId");
        files = List.copyOf(files);
        watermarks = Map.copyOf(watermarks);
    }
}
