package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.Recency;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Features of entity rows from the events of their entities: each entity's events are gone through once, and at each of
 * its instants, in order, the values are read off. No event that was not known by then has been seen.
 */
final class PointInTimeJoin {
    private final List<FeatureReference> columns;
    private final List<ViewColumns> views;

    private PointInTimeJoin(List<FeatureReference> columns, List<ViewColumns> views) {
        this.columns = columns;
        this.views = views;
    }

    static PointInTimeJoin of(List<FeatureReference> columns, List<KeyedView> views) {
        List<ViewColumns> perView = new ArrayList<>();
        for (KeyedView view : views) {
            perView.add(ViewColumns.of(view, columns));
        }
        return new PointInTimeJoin(columns, perView);
    }

    /** The values of numbers by row and column; NaN for null. */
    double[][] values(List<EntityRow> rows, Histories histories) {
        double[][] values = new double[rows.size()][columns.size()];
        fill(rows, histories, Cells.of(values));
        return values;
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
            rowsByKey
                    .computeIfAbsent(keyed.places(), places -> inTime(rows, key))
                    .forEach((id, positions) -> view.sweep(events.of(id), positions, rows, cells));
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

    /** The columns that come from one view: feature {@code features[i]} of the view is column {@code targets[i]}. */
    private record ViewColumns(
            KeyedView keyed, ViewAggregation aggregation, List<Integer> features, List<Integer> targets) {
        static ViewColumns of(KeyedView keyed, List<FeatureReference> columns) {
            StreamFeatureView view = keyed.view();
            List<Feature> wanted = new ArrayList<>();
            List<Integer> targets = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                if (columns.get(column).view().equals(view.name())) {
                    wanted.add(view.feature(columns.get(column).feature()).orElseThrow());
                    targets.add(column);
                }
            }
            // Only what is asked for is computed; a feature's value does not depend on its neighbours.
            StreamFeatureView narrowed = view.narrowedTo(wanted);
            List<Integer> features =
                    wanted.stream().map(narrowed.features()::indexOf).toList();
            return new ViewColumns(keyed, ViewAggregation.of(narrowed), features, targets);
        }

        void sweep(List<ViewEvents.Known> events, List<Integer> positions, List<EntityRow> rows, Cells cells) {
            ViewState state = aggregation.newState();
            int next = 0;
            for (int position : positions) {
                long instant = rows.get(position).asOf().toEpochMilli();
                while (next < events.size() && events.get(next).known() <= instant) {
                    state.add(events.get(next++).observation());
                }
                state.advance(instant);
                read(state.values(instant), instant, position, cells);
            }
        }

        private void read(List<@Nullable Object> found, long instant, int row, Cells cells) {
            List<Feature> computed = aggregation.view().features();
            for (int i = 0; i < targets.size(); i++) {
                int feature = features.get(i);
                cells.set(row, targets.get(i), answered(computed.get(feature), found.get(feature), instant));
            }
        }

        private static @Nullable Object answered(Feature feature, @Nullable Object value, long instant) {
            return value != null && feature.isElapsedTime() ? (Object) Recency.seconds((Long) value, instant) : value;
        }
    }
}
