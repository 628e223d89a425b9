package io.tidemill.ingestion.lineage.graph;

import java.util.List;
import java.util.Objects;

/**
 * Something that holds data.
 *
 * @param kind what it is
 * @param name unique over all kinds: {@code tidemill.events.order.paid}, {@code tidemill.order_paid}, {@code
 *     member_orders}, {@code models:/churn}, {@code rules:/win-back}
 * @param columns in their order
 */
public record Dataset(DatasetKind kind, String name, List<Column> columns) {
    public Dataset {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param name within the dataset
     * @param type for people
     */
    public record Column(String name, String type) {}

    /** Whether it has a column of this name. */
    public boolean has(String column) {
        return columns.stream().anyMatch(each -> each.name().equals(column));
    }
}
