package io.tidemill.featurejobs.featureconsistency.lake;

import io.tidemill.featurejobs.featureconsistency.comparison.TakenIn;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.schemas.contracts.LakeTables;
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

/** The events of a view's source of some entities, each once, with when they were taken in. */
public final class SourceEvents {
    private SourceEvents() {}

    /**
     * Reads them.
     *
     * @param until epoch milliseconds, inclusive: no later event is read
     */
    public static Map<String, List<TakenIn>> of(
            PinnedTable source, ViewAggregation aggregation, Set<String> entities, long until) {
        Map<String, List<TakenIn>> events = new HashMap<>();
        Map<String, Set<List<String>>> seen = new HashMap<>();
        source.read(
                Expressions.lessThanOrEqual(LakeTables.EVENT_TIME, Math.multiplyExact(until, 1000L) + 999),
                columns(aggregation),
                row -> {
                    String entity = (String) row.getField(LakeTables.EVENT_SUBJECT);
                    if (entities.contains(entity)
                            && seen.computeIfAbsent(entity, none -> new HashSet<>())
                                    .add(identity(row))) {
                        events.computeIfAbsent(entity, none -> new ArrayList<>())
                                .add(takenIn(row, aggregation));
                    }
                });
        return events;
    }

    private static List<String> columns(ViewAggregation aggregation) {
        return Stream.concat(
                        Stream.of(
                                LakeTables.EVENT_SUBJECT,
                                LakeTables.EVENT_TIME,
                                LakeTables.EVENT_SOURCE,
                                LakeTables.EVENT_ID,
                                LakeTables.INGEST_TIME,
                                LakeTables.KAFKA_PARTITION,
                                LakeTables.KAFKA_OFFSET),
                        aggregation.columns().stream())
                .toList();
    }

    private static List<String> identity(Record row) {
        return List.of((String) row.getField(LakeTables.EVENT_SOURCE), (String) row.getField(LakeTables.EVENT_ID));
    }

    private static TakenIn takenIn(Record row, ViewAggregation aggregation) {
        return new TakenIn(
                aggregation.observe(
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
