package io.tidemill.featurejobs.featureconsistency.lake;

import io.tidemill.featurejobs.featureconsistency.comparison.TakenIn;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** The events of all types that a view reads, of some entities, each once, with when they were taken in. */
public final class SourceEvents {
    private SourceEvents() {}

    /**
     * Reads them.
     *
     * @param tables by event type; of a type without one nothing has come
     * @param until epoch milliseconds, inclusive: no later event is read
     */
    public static Map<String, List<TakenIn>> of(
            Map<String, PinnedTable> tables, ViewAggregation aggregation, Set<String> entities, long until) {
        Map<String, List<TakenIn>> events = new HashMap<>();
        for (String type : aggregation.view().eventTypes()) {
            PinnedTable table = tables.get(type);
            if (table != null) {
                read(table, type, aggregation, entities, until, events);
            }
        }
        return events;
    }

    private static void read(
            PinnedTable table,
            String type,
            ViewAggregation aggregation,
            Set<String> entities,
            long until,
            Map<String, List<TakenIn>> events) {
        ViewKey key = ViewKey.of(aggregation.view(), type);
        Map<String, Set<List<String>>> seen = new HashMap<>();
        table.read(
                Expressions.lessThanOrEqual(LakeTables.EVENT_TIME, Math.multiplyExact(until, 1000L) + 999),
                columns(aggregation.view(), type, key),
                row -> key.find((String) row.getField(LakeTables.EVENT_SUBJECT), column -> value(row, column))
                        .filter(entities::contains)
                        .filter(entity -> seen.computeIfAbsent(entity, none -> new HashSet<>())
                                .add(identity(row)))
                        .ifPresent(entity -> events.computeIfAbsent(entity, none -> new ArrayList<>())
                                .add(takenIn(row, type, aggregation))));
    }

    private static List<String> columns(StreamFeatureView view, String type, ViewKey key) {
        Stream<String> computedFrom = view.features().stream().flatMap(feature -> view.reads(feature, type).stream());
        return Stream.of(
                        Stream.of(
                                LakeTables.EVENT_SUBJECT,
                                LakeTables.EVENT_TIME,
                                LakeTables.EVENT_SOURCE,
                                LakeTables.EVENT_ID,
                                LakeTables.INGEST_TIME,
                                LakeTables.KAFKA_PARTITION,
                                LakeTables.KAFKA_OFFSET),
                        computedFrom,
                        key.fields().stream())
                .flatMap(columns -> columns)
                .distinct()
                .toList();
    }

    private static List<String> identity(Record row) {
        return List.of((String) row.getField(LakeTables.EVENT_SOURCE), (String) row.getField(LakeTables.EVENT_ID));
    }

    private static TakenIn takenIn(Record row, String type, ViewAggregation aggregation) {
        return new TakenIn(
                aggregation.observe(
                        type,
                        PinnedTable.millis(row, LakeTables.EVENT_TIME),
                        (String) row.getField(LakeTables.EVENT_SOURCE),
                        (String) row.getField(LakeTables.EVENT_ID),
                        column -> value(row, column)),
                PinnedTable.millis(row, LakeTables.INGEST_TIME),
                (int) row.getField(LakeTables.KAFKA_PARTITION),
                (long) row.getField(LakeTables.KAFKA_OFFSET));
    }

    /** What a table has no column for is null. */
    private static @Nullable Object value(Record row, String column) {
        return row.struct().field(column) == null ? null : row.getField(column);
    }
}
