package io.tidemill.ingestion.lakeversions.versions;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A named version: one snapshot of each of some tables.
 *
 * @param name its name, and that of the Iceberg tag in each table
 * @param note who made it and why; empty for a tag that something else made, such as a training run
 * @param tables by table, the snapshot
 * @param complete whether every table that the note names has it; making it again completes it
 */
public record LakeVersion(String name, Optional<VersionNote> note, Map<String, Long> tables, boolean complete) {
    public LakeVersion {
        tables = new TreeMap<>(tables);
    }

    /**
     * What is told of a version.
     *
     * @param message why
     * @param author who
     * @param createdAt when it was made
     * @param asOf the instant whose snapshots it names
     * @param tables the tables that have it, once it is complete
     */
    public record VersionNote(
            String message, String author, Instant createdAt, Instant asOf, java.util.List<String> tables) {
        public VersionNote {
            tables = tables.stream().sorted().toList();
        }
    }
}
