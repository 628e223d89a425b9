package io.tidemill.infra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A table by its metadata.
 *
 * @param rows in the current snapshot
 * @param files data files in the current snapshot
 * @param commits all that were ever made
 * @param snapshots those that are kept
 * @param metadataBytes how long the metadata file is, which each commit writes anew
 */
record TableState(long rows, long files, long commits, int snapshots, long metadataBytes) {
    /** Of a table that is not there. */
    static final TableState NONE = new TableState(0, 0, 0, 0, 0);

    /** Reads Iceberg's table metadata (table specification, "Table Metadata Fields"). */
    static TableState of(JsonNode metadata, long metadataBytes) {
        long current = metadata.path("current-snapshot-id").asLong(-1);
        JsonNode snapshots = metadata.path("snapshots");
        long commits = metadata.path("last-sequence-number").asLong();
        for (JsonNode snapshot : snapshots) {
            if (snapshot.path("snapshot-id").asLong() == current) {
                JsonNode summary = snapshot.path("summary");
                return new TableState(
                        summary.path("total-records").asLong(),
                        summary.path("total-data-files").asLong(),
                        commits,
                        snapshots.size(),
                        metadataBytes);
            }
        }
        return new TableState(0, 0, commits, snapshots.size(), metadataBytes);
    }
}
