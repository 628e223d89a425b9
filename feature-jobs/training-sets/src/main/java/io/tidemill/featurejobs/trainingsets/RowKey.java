package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.CompositeId;
import java.util.List;
import java.util.Objects;

/**
 * Which events are an entity row's.
 *
 * @param key what is taken for the events' key
 * @param places for each value of it the position in a row of the value it has to be
 */
record RowKey(ViewKey key, List<Integer> places) {
    RowKey {
        Objects.requireNonNull(key, "key");
        places = List.copyOf(places);
    }

    /** By the subject of the events, which is the first key of a row. */
    static final RowKey SUBJECT = new RowKey(ViewKey.SUBJECT, List.of(0));

    /** The key of the events of a row. */
    String id(EntityRow row) {
        return id(places, row);
    }

    /** The values that a row has at some places, as one key. */
    static String id(List<Integer> places, EntityRow row) {
        return places.size() == 1
                ? CompositeId.of(List.of(row.keys().get(places.get(0))))
                : CompositeId.of(places.stream().map(row.keys()::get).toList());
    }
}
