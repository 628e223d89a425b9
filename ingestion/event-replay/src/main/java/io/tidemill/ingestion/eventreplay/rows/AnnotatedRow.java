package io.tidemill.ingestion.eventreplay.rows;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row with columns beside its own, such as {@code kafka.offset}: what is known of where it came from.
 *
 * @param row the row
 * @param columns the further columns, which go before columns of the row of the same name
 */
public record AnnotatedRow(Row row, Map<String, String> columns) implements Row {
    public AnnotatedRow {
        Objects.requireNonNull(row, "row");
        columns = Map.copyOf(columns);
    }

    @Override
    public long line() {
        return row.line();
    }

    @Override
    public @Nullable String text(String column) throws BadRowException {
        String known = columns.get(column);
        return known == null ? row.text(column) : known;
    }
}
