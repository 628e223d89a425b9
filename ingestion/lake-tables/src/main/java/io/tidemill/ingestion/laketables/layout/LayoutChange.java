package io.tidemill.ingestion.laketables.layout;

import io.tidemill.schemas.contracts.LakeTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.UpdateProperties;

/**
 * Brings tables to their layout. Columns that a table does not have are left out: a layout may name one that comes with
 * the next schema. Files that are there already keep the partitions and the order they were written in until they are
 * compacted.
 */
public final class LayoutChange {
    private LayoutChange() {}

    /** The partitioning of a table that is to be made. */
    public static PartitionSpec spec(Schema schema, TableLayout layout) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema).day(LakeTables.EVENT_TIME);
        layout.terms().stream()
                .filter(term -> schema.findField(term.column()) != null)
                .forEach(term -> term.addTo(spec));
        return spec.build();
    }

    /** The order of a table's files. */
    public static SortOrder order(Schema schema, TableLayout layout) {
        SortOrder.Builder order = SortOrder.builderFor(schema);
        layout.sort().stream()
                .filter(column -> schema.findField(column) != null)
                .forEach(order::asc);
        return order.build();
    }

    /** The properties of a table. */
    public static Map<String, String> properties(Schema schema, TableLayout layout) {
        return layout.properties(
                schema.columns().stream().map(column -> column.name()).toList());
    }

    /** Changes what differs in a table that is there; what was changed, in words. */
    public static List<String> apply(Table table, TableLayout layout) {
        List<String> changed = new ArrayList<>();
        applyProperties(table, layout, changed);
        SortOrder wanted = order(table.schema(), layout);
        if (!table.sortOrder().sameOrder(wanted)) {
            ReplaceSortOrder order = table.replaceSortOrder();
            layout.sort().stream()
                    .filter(column -> table.schema().findField(column) != null)
                    .forEach(order::asc);
            order.commit();
            changed.add("sort " + layout.sort());
        }
        applyPartitioning(table, layout, changed);
        return changed;
    }

    private static void applyProperties(Table table, TableLayout layout, List<String> changed) {
        Map<String, String> wanted = properties(table.schema(), layout);
        Map<String, String> different = new HashMap<>(wanted);
        different.entrySet().removeAll(table.properties().entrySet());
        Set<String> gone = new HashSet<>(table.properties().keySet());
        gone.removeIf(key -> !key.startsWith(TableLayout.BLOOM_FILTER_PREFIX) || wanted.containsKey(key));
        if (!different.isEmpty() || !gone.isEmpty()) {
            UpdateProperties update = table.updateProperties();
            different.forEach(update::set);
            gone.forEach(update::remove);
            update.commit();
            different.forEach((key, value) -> changed.add(key + "=" + value));
            gone.forEach(key -> changed.add(key + " removed"));
        }
    }

    /** The day stays the first field, which is why fields are added and removed one by one. */
    private static void applyPartitioning(Table table, TableLayout layout, List<String> changed) {
        PartitionSpec wanted = spec(table.schema(), layout);
        if (table.spec().compatibleWith(wanted)) {
            return;
        }
        Set<String> names = new HashSet<>();
        wanted.fields().forEach(field -> names.add(field.name()));
        Set<String> present = new HashSet<>();
        UpdatePartitionSpec update = table.updateSpec();
        for (PartitionField field : table.spec().fields()) {
            present.add(field.name());
            if (!names.contains(field.name()) && !field.transform().isVoid()) {
                update.removeField(field.name());
            }
        }
        layout.terms().stream()
                .filter(term -> table.schema().findField(term.column()) != null)
                .filter(term -> !present.contains(term.fieldName()))
                .forEach(term -> update.addField(term.fieldName(), term.term()));
        update.commit();
        changed.add("partitioning " + layout.partitioning());
    }
}
