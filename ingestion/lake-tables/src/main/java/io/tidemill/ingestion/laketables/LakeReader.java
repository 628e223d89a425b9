package io.tidemill.ingestion.laketables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Counts and sums what is in the lake; for checks, not for analysis. Tables that are missing are empty. */
public final class LakeReader implements AutoCloseable {
    private final Lake lake;

    /**
     * @param catalogUri JDBC URL of the catalogue
     * @param warehouse folder or URI of the tables
     */
    public LakeReader(String catalogUri, String warehouse) {
        this.lake = Lake.open(catalogUri, warehouse);
    }

    /** How many rows a table has in its newest snapshot. */
    public long count(String table) {
        Table found = find(table);
        Snapshot snapshot = found == null ? null : found.currentSnapshot();
        return snapshot == null ? 0 : Long.parseLong(snapshot.summary().getOrDefault("total-records", "0"));
    }

    /** The sum of a numeric column in the table's newest snapshot, nulls left out. */
    public BigDecimal sum(String table, String column) {
        return values(table, column).stream()
                .map(value -> new BigDecimal(value.toString()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The values of a column in the table's newest snapshot in no order, nulls left out. */
    public List<Object> values(String table, String column) {
        Table found = find(table);
        if (found == null) {
            return List.of();
        }
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(found).select(column).build()) {
            List<Object> values = new java.util.ArrayList<>();
            for (Record row : rows) {
                Object value = row.getField(column);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read table " + table, e);
        }
    }

    /** The tables there are, by name within the namespace. */
    public List<String> tables() {
        return lake.tables();
    }

    /** A table with its snapshots. */
    public Table table(String name) {
        return Objects.requireNonNull(lake.table(name));
    }

    @Override
    public void close() {
        lake.close();
    }

    private @Nullable Table find(String table) {
        try {
            return lake.table(table);
        } catch (NoSuchTableException e) {
            return null;
        }
    }
}
