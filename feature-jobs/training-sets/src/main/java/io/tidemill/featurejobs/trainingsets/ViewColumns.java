package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.Recency;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a training set that come from one view: feature {@code features[i]} of what is computed is column {@code
 * targets[i]}.
 *
 * @param aggregation of what is asked for alone; a feature's value does not depend on its neighbours
 */
record ViewColumns(KeyedView keyed, ViewAggregation aggregation, List<Integer> features, List<Integer> targets) {
    ViewColumns {
        features = List.copyOf(features);
        targets = List.copyOf(targets);
    }

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
        StreamFeatureView narrowed = view.narrowedTo(wanted);
        List<Integer> features =
                wanted.stream().map(narrowed.features()::indexOf).toList();
        return new ViewColumns(keyed, ViewAggregation.of(narrowed), features, targets);
    }

    /**
     * The values of the columns, in their order: numbers, text, lists of them, or null. An instant is the seconds since then.
     *
     * @param found the values of the view's features as of an instant
     */
    @Nullable
    Object[] answered(List<@Nullable Object> found, long instant) {
        return answered(aggregation, features, found, instant);
    }

    static @Nullable Object[] answered(
            ViewAggregation aggregation, List<Integer> features, List<@Nullable Object> found, long instant) {
        @Nullable Object[] values = new Object[features.size()];
        for (int i = 0; i < values.length; i++) {
            int feature = features.get(i);
            Object value = found.get(feature);
            boolean elapsed =
                    value != null && aggregation.view().features().get(feature).isElapsedTime();
            values[i] = elapsed ? (Object) Recency.seconds((Long) value, instant) : value;
        }
        return values;
    }
}
