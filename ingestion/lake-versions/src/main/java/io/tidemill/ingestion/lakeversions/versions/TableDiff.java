package io.tidemill.ingestion.lakeversions.versions;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * In what two snapshots of a table differ. A row is known by its event's source and id.
 *
 * @param table its name
 * @param from the first snapshot
 * @param to the second
 * @param filesRead how many files are in one of them only, whose rows were compared
 * @param rows how many rows differ
 * @param changedByColumn by column, in how many rows its value is another
 * @param days by day of event time, how many rows differ
 * @param schema columns that were added, dropped, renamed or have another type
 */
public record TableDiff(
        String table,
        long from,
        long to,
        int filesRead,
        Counts rows,
        Map<String, Long> changedByColumn,
        Map<String, Counts> days,
        List<String> schema) {
    public TableDiff {
        changedByColumn = new TreeMap<>(changedByColumn);
        days = new TreeMap<>(days);
        schema = List.copyOf(schema);
    }

    /**
     * How many rows differ.
     *
     * @param added only in the second
     * @param removed only in the first
     * @param changed in both, with another value in some column
     */
    public record Counts(long added, long removed, long changed) {
        Counts plus(Counts other) {
            return new Counts(added + other.added, removed + other.removed, changed + other.changed);
        }
    }
}
