package io.tidemill.ingestion.eventreplay;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What reading a file may cost.
 *
 * @param badLines how many bad lines are allowed
 * @param sortMemoryBytes about how much memory the events may take before they are spilled to disk
 * @param temporaryFolder where sorted runs are spilled
 */
public record ReplayLimits(long badLines, long sortMemoryBytes, Path temporaryFolder) {
    private static final long DEFAULT_SORT_MEMORY_BYTES = 96L << 20;

    public ReplayLimits {
        Objects.requireNonNull(temporaryFolder, "temporaryFolder");
        if (badLines < 0) {
            throw new IllegalArgumentException("bad lines " + badLines + ": expected 0 or more");
        }
        if (sortMemoryBytes < 1) {
            throw new IllegalArgumentException("sort memory " + sortMemoryBytes + " bytes: expected 1 or more");
        }
    }

    /** Any number of bad lines, 96 MiB, the system's temporary folder. */
    public static ReplayLimits defaults() {
        return new ReplayLimits(
                Long.MAX_VALUE, DEFAULT_SORT_MEMORY_BYTES, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The same with another number of bad lines allowed. */
    public ReplayLimits withBadLines(long allowed) {
        return new ReplayLimits(allowed, sortMemoryBytes, temporaryFolder);
    }

    /** The same with another amount of memory. */
    public ReplayLimits withSortMemoryBytes(long bytes) {
        return new ReplayLimits(badLines, bytes, temporaryFolder);
    }
}
