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
 * @param from how far the topics had been read at the checkpoint before
 * @param to how far they had been read at this one: the rows are those of the records between, less duplicates
 */
record PendingCommit(
        String commitId,
        long checkpointId,
        long createdAt,
        List<WrittenFile> files,
        Map<String, Long> watermarks,
        Offsets from,
        Offsets to) {
    PendingCommit {
        Objects.requireNonNull(commitId, "commitId");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        files = List.copyOf(files);
        watermarks = Map.copyOf(watermarks);
    }
}
