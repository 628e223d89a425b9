package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.List;
import java.util.Objects;

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
     * @throws InvalidTrainingSetException if the rows lack a key
     */
    static List<KeyedView> of(List<StreamFeatureView> views, JoinKeys keys) {
        return views.stream()
                .map(view -> new KeyedView(view, keys.places(view)))
                .toList();
    }
}
