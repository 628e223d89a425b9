package io.tidemill.ingestion.laketables.layout;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.iceberg.TableProperties;

/**
 * How a table is laid out. Every table is partitioned by the day of {@code event_time} first.
 *
 * @param partitioning what it is partitioned by within a day, as {@link PartitionTerm} reads it
 * @param sort the columns that compacted files are sorted by, ascending
 * @param targetFileBytes how large files become
 * @param compressionLevel of zstd, 1 to 22
 * @param bloomFilters the columns whose values files tell by a bloom filter
 * @param snapshots which are kept
 * @param completion when a day is complete
 */
public record TableLayout(
        List<String> partitioning,
        List<String> sort,
        long targetFileBytes,
        int compressionLevel,
        List<String> bloomFilters,
        SnapshotRetention snapshots,
        DayCompletion completion)
        implements Serializable {
    /** What a table has that no file declares. */
    public static final TableLayout DEFAULT = new TableLayout(
            List.of(),
            List.of(LakeTables.EVENT_SUBJECT, LakeTables.EVENT_TIME),
            128L << 20,
            3,
            List.of(LakeTables.EVENT_ID, LakeTables.EVENT_SUBJECT),
            SnapshotRetention.DEFAULT,
            DayCompletion.DEFAULT);

    /** The prefix of properties that a layout alone sets, and takes away when it does not. */
    static final String BLOOM_FILTER_PREFIX = TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX;

    public TableLayout {
        partitioning = List.copyOf(partitioning);
        sort = List.copyOf(sort);
        bloomFilters = List.copyOf(bloomFilters);
        Objects.requireNonNull(snapshots, "snapshots");
        Objects.requireNonNull(completion, "completion");
    }

    /** The partitioning as terms. */
    public List<PartitionTerm> terms() {
        return partitioning.stream()
                .flatMap(term -> PartitionTerm.parse(term).stream())
                .toList();
    }

    /** Iceberg's properties of a table of this layout, those of bloom filters for columns that it has. */
    public Map<String, String> properties(List<String> columns) {
        Map<String, String> properties = new TreeMap<>(Map.of(
                TableProperties.PARQUET_COMPRESSION, "zstd",
                TableProperties.PARQUET_COMPRESSION_LEVEL, Integer.toString(compressionLevel),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, Long.toString(targetFileBytes),
                TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
                TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20",
                TableProperties.MAX_SNAPSHOT_AGE_MS,
                        Long.toString(snapshots.keepFor().toMillis()),
                TableProperties.MIN_SNAPSHOTS_TO_KEEP, Integer.toString(snapshots.keepAtLeast()),
                // The writer and maintenance meet; each tries again on what the other committed.
                TableProperties.COMMIT_NUM_RETRIES, "20",
                TableProperties.COMMIT_MIN_RETRY_WAIT_MS, "20",
                TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "2000"));
        bloomFilters.stream()
                .filter(columns::contains)
                .forEach(column -> properties.put(BLOOM_FILTER_PREFIX + column, "true"));
        return properties;
    }
}
