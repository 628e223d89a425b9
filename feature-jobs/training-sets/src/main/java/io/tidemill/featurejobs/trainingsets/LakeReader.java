package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.schemas.contracts.LakeTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Reads events out of lake tables, each table pinned to one snapshot. */
final class LakeReader {
    private final Catalog catalog;
    private final Map<String, Long> pinned;
    private final Known known;
    private final Map<String, Long> used = new HashMap<>();

    LakeReader(Catalog catalog, Map<String, Long> pinned, Known known) {
        this.catalog = catalog;
        this.pinned = pinned;
        this.known = known;
    }

    /** The snapshots that were looked up so far, by table name. */
    Map<String, Long> used() {
        return Map.copyOf(used);
    }

    /**
     * The events of a type between two instants; none if there is nothing to read. A type whose table is not there yet has
     * had no event yet.
     *
     * @param columns fields of the event's data to read beside its identity; what a table lacks is null
     * @param expected one of the columns that the table must have
     * @param from epoch milliseconds; {@link Long#MIN_VALUE} for all there are
     * @param until epoch milliseconds, inclusive
     */
    Optional<EventScan> scan(String eventType, List<String> columns, Optional<String> expected, long from, long until) {
        String name = LakeTables.ofEvents(eventType);
        Table table;
        try {
            table = catalog.loadTable(TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), name));
        } catch (NoSuchTableException e) {
            if (!LakeTables.eventTypes().contains(eventType)) {
                throw new InvalidTrainingSetException("the lake has no tables of event type " + eventType);
            }
            used.put(name, TrainingSet.NO_SNAPSHOT);
            return Optional.empty();
        }
        expected.ifPresent(column -> requireColumn(table, column));
        long snapshotId = snapshotId(name, table);
        used.put(name, snapshotId);
        return snapshotId == TrainingSet.NO_SNAPSHOT
                ? Optional.empty()
                : Optional.of(new EventScan(table, snapshotId, columns, from, until, known));
    }

    /**
     * Reads events into memory.
     *
     * @param scan nothing for no events
     * @param histories by what is taken for the events' key, where they go; an event that has none belongs to nobody
     */
    static void read(Optional<EventScan> scan, Map<ViewKey, EventHistory> histories) {
        scan.ifPresent(events -> {
            List<Consumer> consumers = new ArrayList<>();
            histories.forEach((key, history) -> consumers.add(new Consumer(key, key.isSubject(), history)));
            AllCores.forEach(
                    events.parts(),
                    part -> events.read(
                            part, (subject, row) -> consumers.forEach(consumer -> consumer.take(subject, row))));
        });
        histories.values().forEach(EventHistory::complete);
    }

    /** Events by one key. */
    private record Consumer(ViewKey key, boolean bySubject, EventHistory history) {
        void take(String subject, LakeRow row) {
            if (bySubject) {
                history.add(subject, row);
            } else {
                id(key, subject, row, history.columns()).ifPresent(id -> history.add(id, row));
            }
        }
    }

    /** Whose an event is by a key; empty if nobody's. */
    static Optional<String> id(ViewKey key, String subject, LakeRow row, List<String> columns) {
        return key.find(subject, field -> value(row, columns.indexOf(field)));
    }

    private static @Nullable Object value(LakeRow row, int column) {
        return column < 0 ? null : row.values()[column];
    }

    private static void requireColumn(Table table, String column) {
        if (table.schema().findField(column) == null) {
            throw new InvalidTrainingSetException("label: table " + table.name() + " has no column '" + column
                    + "', expected one of "
                    + table.schema().columns().stream()
                            .map(Types.NestedField::name)
                            .collect(Collectors.joining(", ")));
        }
    }

    private long snapshotId(String name, Table table) {
        Long id = pinned.get(name);
        if (id == null) {
            Snapshot current = table.currentSnapshot();
            return current == null ? TrainingSet.NO_SNAPSHOT : current.snapshotId();
        }
        if (id != TrainingSet.NO_SNAPSHOT && table.snapshot(id) == null) {
            throw new InvalidTrainingSetException("table " + name + " has no snapshot " + id + " any more");
        }
        return id;
    }
}
