package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Reads rows of a snapshot, as values that become JSON. */
public final class RowReading {
    private RowReading() {}

    /**
     * Rows, with the columns that the table had then.
     *
     * @param columns in their order
     * @param rows the values, in no order
     */
    public record Rows(List<String> columns, List<Map<String, @Nullable Object>> rows) {}

    /**
     * Reads rows.
     *
     * @param where a {@link RowFilter}
     * @param tenant whose rows alone are seen; all when absent
     * @param limit how many at most
     */
    public static Rows read(
            Table table, Snapshot snapshot, Optional<String> where, Optional<String> tenant, int limit) {
        Integer id = snapshot.schemaId();
        Schema schema = id == null
                ? table.schema()
                : Objects.requireNonNull(table.schemas().get(id));
        Expression filter = where.map(text -> RowFilter.parse(text, schema)).orElse(Expressions.alwaysTrue());
        if (tenant.isPresent()) {
            filter = Expressions.and(filter, Expressions.equal(LakeTables.TENANT_ID, tenant.get()));
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (CloseableIterable<Record> found = IcebergGenerics.read(table)
                .useSnapshot(snapshot.snapshotId())
                .where(filter)
                .build()) {
            for (Record row : found) {
                if (rows.size() == limit) {
                    break;
                }
                rows.add(plain(row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read table " + table.name(), e);
        }
        return new Rows(schema.columns().stream().map(column -> column.name()).toList(), rows);
    }

    private static Map<String, @Nullable Object> plain(Record row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        row.struct().fields().forEach(field -> values.put(field.name(), plain(row.getField(field.name()))));
        return values;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Record nested) {
            return plain(nested);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> values = new ArrayList<>();
            list.forEach(element -> values.add(plain(element)));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            map.forEach((key, entry) -> values.put(key.toString(), plain(entry)));
            return values;
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return Base64.getEncoder().encodeToString(copy);
        }
        return value instanceof Number || value instanceof Boolean || value == null ? value : value.toString();
    }
}
