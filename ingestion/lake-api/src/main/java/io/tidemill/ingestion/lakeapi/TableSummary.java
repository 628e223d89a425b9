package io.tidemill.ingestion.lakeapi;

import io.tidemill.ingestion.laketables.SnapshotSummaries;
import io.tidemill.schemas.contracts.LakeTables;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * How a table is.
 *
 * @param name within the namespace
 * @param rows in its newest snapshot
 * @param files data files
 * @param smallFiles those below three quarters of the size that its files are to have
 * @param bytes of the data files
 * @param snapshots that are kept
 * @param watermark up to where its rows are complete, in event time
 * @param lastCommit when its newest snapshot was made
 * @param freshness time since then
 */
record TableSummary(
        String name,
        long rows,
        long files,
        long smallFiles,
        long bytes,
        int snapshots,
        Optional<Instant> watermark,
        Optional<Instant> lastCommit,
        Optional<Duration> freshness) {
    static TableSummary of(String name, Table table, TableFigures figures, Instant now) {
        Optional<Instant> committed = Optional.ofNullable(table.currentSnapshot())
                .map(Snapshot::timestampMillis)
                .map(Instant::ofEpochMilli);
        int snapshots = 0;
        for (Snapshot snapshot : table.snapshots()) {
            snapshots += snapshot == null ? 0 : 1;
        }
        return new TableSummary(
                name,
                figures.rows(),
                figures.files(),
                figures.smallFiles(),
                figures.bytes(),
                snapshots,
                SnapshotSummaries.told(table, table.currentSnapshot(), LakeTables.WATERMARK_PROPERTY)
                        .map(Long::parseLong)
                        .map(Instant::ofEpochMilli),
                committed,
                committed.map(at -> Duration.between(at, now)));
    }
}
