package io.tidemill.featurejobs.trainingsets.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.IncrementalAppendScan;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** The earliest time of rows that came to a table between two snapshots, by what the metadata say of the files. */
final class AppendedRows {
    private final Table table;
    private final String column;

    /** @param column of times, that the table has */
    AppendedRows(Table table, String column) {
        this.table = table;
        this.column = column;
    }

    /**
     * No row came with an earlier time; far in the future where none came at all.
     *
     * @return empty if the table changed otherwise than by appending and rewriting, or the metadata do not tell
     */
    Optional<Instant> since(long earlier, long later) {
        if (earlier == later) {
            return Optional.of(Instant.MAX);
        }
        if (earlier == ViewTable.NO_SNAPSHOT || table.snapshot(earlier) == null || !isAppended(earlier, later)) {
            return Optional.empty();
        }
        IncrementalAppendScan scan = table.newIncrementalAppendScan()
                .fromSnapshotExclusive(earlier)
                .toSnapshot(later)
                .includeColumnStats();
        Types.NestedField field = table.schema().findField(column);
        Instant least = Instant.MAX;
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            for (FileScanTask task : tasks) {
                @Nullable
                ByteBuffer bound = task.file().lowerBounds() == null
                        ? null
                        : task.file().lowerBounds().get(field.fieldId());
                if (bound == null) {
                    return Optional.empty();
                }
                long micros = Conversions.<Long>fromByteBuffer(field.type(), bound);
                Instant first = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
                least = first.isBefore(least) ? first : least;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(least);
    }

    /** Whether all snapshots after the earlier one, up to the later, only added rows, or wrote the same ones anew. */
    private boolean isAppended(long earlier, long later) {
        if (!SnapshotUtil.isAncestorOf(table, later, earlier)) {
            return false;
        }
        for (Snapshot snapshot : SnapshotUtil.ancestorsBetween(later, earlier, table::snapshot)) {
            String operation = snapshot.operation();
            if (!DataOperations.APPEND.equals(operation) && !DataOperations.REPLACE.equals(operation)) {
                return false;
            }
        }
        return true;
    }
}
