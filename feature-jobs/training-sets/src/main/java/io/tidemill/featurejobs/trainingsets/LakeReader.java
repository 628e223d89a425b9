package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Reads events out of lake tables, each table pinned to one snapshot. */
final class LakeReader {
    private static final List<String> FIXED =
            List.of(LakeTables.EVENT_SUBJECT, LakeTables.EVENT_TIME, LakeTables.EVENT_SOURCE, LakeTables.EVENT_ID);

    private final Catalog catalog;
    private final Map<String, Long> pinned;
    private final Known known;
    private final Map<String, Long> used = new HashMap<>();

    LakeReader(Catalog catalog, Map<String, Long> pinned, Known known) {
        this.catalog = catalog;
        this.pinned = pinned;
        this.known = known;
    }

    /** The snapshots read so far, by table name. */
    Map<String, Long> used() {
        return Map.copyOf(used);
    }

    /**
     * The events of a type up to an instant. A type whose table is not there yet has had no event yet.
     *
     * @param columns fields of the event's data to read beside its identity; what a table lacks is null
     * @param expected one of the columns that the table must have
     * @param until epoch milliseconds, inclusive
     * @param wanted what is taken for the events' key, and the keys whose events are read by it; an event that has none
     *     belongs to nobody
     * @return for each of them its events
     */
    Map<ViewKey, EventHistory> read(
            String eventType,
            List<String> columns,
            Optional<String> expected,
            long until,
            Map<ViewKey, Predicate<String>> wanted) {
        String name = LakeTables.ofEvents(eventType);
        Map<ViewKey, EventHistory> histories = new HashMap<>();
        wanted.keySet().forEach(key -> histories.put(key, new EventHistory(columns)));
        Table table;
        try {
            table = catalog.loadTable(TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), name));
        } catch (NoSuchTableException e) {
            if (!LakeTables.eventTypes().contains(eventType)) {
                throw new InvalidTrainingSetException("the lake has no tables of event type " + eventType);
            }
            used.put(name, TrainingSet.NO_SNAPSHOT);
            return histories;
        }
        expected.ifPresent(column -> requireColumn(table, column));
        long snapshotId = snapshotId(name, table);
        used.put(name, snapshotId);
        if (snapshotId != TrainingSet.NO_SNAPSHOT) {
            read(table, columns, snapshotId, until, record -> take(record, columns, wanted, histories));
        }
        return histories;
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

    private void take(
            Record record,
            List<String> columns,
            Map<ViewKey, Predicate<String>> wanted,
            Map<ViewKey, EventHistory> histories) {
        String subject = (String) record.getField(LakeTables.EVENT_SUBJECT);
        LakeRow row = null;
        for (Map.Entry<ViewKey, Predicate<String>> each : wanted.entrySet()) {
            Optional<String> id = each.getKey().find(subject, record::getField).filter(each.getValue());
            if (id.isPresent()) {
                row = row == null ? row(record, columns) : row;
                Objects.requireNonNull(histories.get(each.getKey())).add(id.get(), row);
            }
        }
    }

    private void read(Table table, List<String> columns, long snapshotId, long until, Consumer<Record> rows) {
        List<String> projection = new ArrayList<>(FIXED);
        projection.addAll(columns);
        if (known == Known.TAKEN_IN) {
            projection.add(LakeTables.INGEST_TIME);
        }
        long untilMicros = Math.multiplyExact(until, 1000L) + 999;
        try (CloseableIterable<Record> records = IcebergGenerics.read(table)
                .useSnapshot(snapshotId)
                .where(Expressions.lessThanOrEqual(LakeTables.EVENT_TIME, untilMicros))
                .select(projection)
                .build()) {
            for (Record record : records) {
                rows.accept(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LakeRow row(Record record, List<String> columns) {
        @Nullable Object[] values = columns.stream().map(record::getField).toArray();
        long time = millis(record, LakeTables.EVENT_TIME);
        long from = known == Known.TAKEN_IN ? Math.max(time, millis(record, LakeTables.INGEST_TIME)) : time;
        return new LakeRow(
                time,
                from,
                (String) record.getField(LakeTables.EVENT_SOURCE),
                (String) record.getField(LakeTables.EVENT_ID),
                values);
    }

    private static long millis(Record row, String column) {
        return ((OffsetDateTime) row.getField(column)).toInstant().toEpochMilli();
    }
}
