package io.tidemill.featurejobs.featureconsistency.lake;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;

/** A table of the lake as it was at one snapshot. */
public final class PinnedTable {
    private final String name;
    private final Table table;
    private final Snapshot snapshot;

    private PinnedTable(String name, Table table, Snapshot snapshot) {
        this.name = name;
        this.table = table;
        this.snapshot = snapshot;
    }

    /** The table of an event type as it is now; empty if it is not there yet, or holds nothing. */
    public static Optional<PinnedTable> now(Catalog catalog, String eventType) {
        String name = LakeTables.ofEvents(eventType);
        try {
            Table table = catalog.loadTable(TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), name));
            return Optional.ofNullable(table.currentSnapshot()).map(snapshot -> new PinnedTable(name, table, snapshot));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    /** Its name without the namespace. */
    public String name() {
        return name;
    }

    /** The snapshot that is read. */
    public long snapshotId() {
        return snapshot.snapshotId();
    }

    /** How many rows it holds. */
    public long rows() {
        return Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    }

    /**
     * Up to which event time it is complete, in epoch milliseconds; {@link Long#MIN_VALUE} while it does not tell. A snapshot that
     * somebody else has made, such as a compaction by Spark, tells what the one before it did.
     */
    public long completeTo() {
        for (Snapshot ancestor : SnapshotUtil.ancestorsOf(snapshot.snapshotId(), table::snapshot)) {
            String told = ancestor.summary().get(LakeTables.WATERMARK_PROPERTY);
            if (told != null) {
                return Long.parseLong(told);
            }
        }
        return Long.MIN_VALUE;
    }

    /** Goes through rows. */
    void read(Expression where, List<String> columns, Consumer<Record> reader) {
        List<String> present = columns.stream()
                .filter(column -> table.schema().findField(column) != null)
                .toList();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table)
                .useSnapshot(snapshot.snapshotId())
                .where(where)
                .select(present)
                .build()) {
            records.forEach(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A time of a row in epoch milliseconds. */
    static long millis(Record row, String column) {
        return Objects.requireNonNull((OffsetDateTime) row.getField(column), column)
                .toInstant()
                .toEpochMilli();
    }
}
