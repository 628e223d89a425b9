package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.FeatureReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Features of entity rows from the events of their entities: each entity's events are gone through once, and at each of
 * its instants, in order, the values are read off. No event that was not known by then has been seen.
 */
final class PointInTimeJoin {
    private final int columns;
    private final List<ViewColumns> views;

    PointInTimeJoin(int columns, List<ViewColumns> views) {
        this.columns = columns;
        this.views = List.copyOf(views);
    }

    static PointInTimeJoin of(List<FeatureReference> columns, List<KeyedView> views) {
        return new PointInTimeJoin(
                columns.size(),
                views.stream().map(view -> ViewColumns.of(view, columns)).toList());
    }

    /** The values of numbers by row and column; NaN for null. */
    double[][] values(List<EntityRow> rows, Histories histories) {
        Cells.Numbers cells = new Cells.Numbers(rows.size(), columns);
        fill(rows, histories, cells);
        return cells.values();
    }

    /** Sets the values of the columns that come from the views; those of others are left as they are. */
    void fill(List<EntityRow> rows, Histories histories, Cells cells) {
        Map<List<Integer>, Map<String, List<Integer>>> rowsByKey = new HashMap<>();
        for (ViewColumns view : views) {
            KeyedView keyed = view.keyed();
            RowKey key = keyed.key(keyed.view().source());
            ViewEvents events = new ViewEvents(
                    view.aggregation(),
                    type -> histories.of(type, keyed.key(type).key()));
            rowsByKey.computeIfAbsent(keyed.places(), places -> inTime(rows, key)).entrySet().parallelStream()
                    .forEach(each -> sweep(view, events.of(each.getKey()), each.getValue(), rows, cells));
        }
    }

    private static void sweep(
            ViewColumns view,
            List<ViewEvents.Known> events,
            List<Integer> positions,
            List<EntityRow> rows,
            Cells cells) {
        ViewSweep sweep = new ViewSweep(view.aggregation());
        int next = 0;
        for (int position : positions) {
            long instant = rows.get(position).asOf().toEpochMilli();
            while (next < events.size() && events.get(next).observation().time() <= instant) {
                sweep.add(events.get(next).known(), events.get(next).observation());
                next++;
            }
            cells.set(position, view.targets(), view.answered(sweep.values(instant), instant));
        }
    }

    /** The positions of the rows of each key, in order of their instants. */
    private static Map<String, List<Integer>> inTime(List<EntityRow> rows, RowKey rowKey) {
        Map<String, List<Integer>> byKey = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            byKey.computeIfAbsent(rowKey.id(rows.get(row)), key -> new ArrayList<>(1))
                    .add(row);
        }
        byKey.values()
                .forEach(positions -> positions.sort(
                        Comparator.comparing(position -> rows.get(position).asOf())));
        return byKey;
    }
}
