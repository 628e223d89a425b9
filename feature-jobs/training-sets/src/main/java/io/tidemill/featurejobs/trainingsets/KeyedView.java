package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A view, and where entity rows have the keys of its entities.
 *
 * @param places for each entity of the view the position of its key in a row
 */
record KeyedView(StreamFeatureView view, List<Integer> places) {
    KeyedView {
        Objects.requireNonNull(view, "view");
        places = List.copyOf(places);
    }

    /** Which of the view's events of a type are an entity row's. */
    RowKey key(String eventType) {
        return new RowKey(ViewKey.of(view, eventType), places);
    }

    /**
     * Views in the order given.
     *
     * @param rows whose keys are looked for
     * @throws InvalidTrainingSetException if the rows lack a key, or do not name them and there is not just one
     */
    static List<KeyedView> of(List<StreamFeatureView> views, EntityRows rows, FeatureDefinitions definitions) {
        List<String> joinKeys = joinKeys(views, rows, definitions);
        List<KeyedView> keyed = new ArrayList<>();
        for (StreamFeatureView view : views) {
            List<Integer> places = new ArrayList<>();
            for (Entity entity : definitions.entitiesOf(view)) {
                int place = joinKeys.indexOf(entity.joinKey());
                if (place < 0) {
                    throw new InvalidTrainingSetException("view " + view.name() + " has the join key "
                            + entity.joinKey() + ", the rows have " + String.join(", ", joinKeys));
                }
                places.add(place);
            }
            keyed.add(new KeyedView(view, places));
        }
        return keyed;
    }

    private static List<String> joinKeys(
            List<StreamFeatureView> views, EntityRows rows, FeatureDefinitions definitions) {
        if (rows instanceof EntityRows.Listed listed && !listed.joinKeys().isEmpty()) {
            return listed.joinKeys();
        }
        Set<String> joinKeys = new TreeSet<>();
        views.forEach(view -> definitions.entitiesOf(view).forEach(entity -> joinKeys.add(entity.joinKey())));
        if (joinKeys.size() > 1) {
            throw new InvalidTrainingSetException("the features have the join keys " + String.join(", ", joinKeys)
                    + ", expected one and the same, or rows that name their keys");
        }
        return List.copyOf(joinKeys);
    }
}
