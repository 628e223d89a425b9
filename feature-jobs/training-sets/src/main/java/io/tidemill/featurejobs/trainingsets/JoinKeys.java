package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StoredView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names of the keys that entity rows have, in their order, and where views find theirs among them. */
final class JoinKeys {
    private final List<String> names;
    private final FeatureDefinitions definitions;

    private JoinKeys(List<String> names, FeatureDefinitions definitions) {
        this.names = names;
        this.definitions = definitions;
    }

    /**
     * Those of rows.
     *
     * @param views whose features are asked for
     * @throws InvalidTrainingSetException if the rows do not name them and there is not just one
     */
    static JoinKeys of(EntityRows rows, Collection<StoredView> views, FeatureDefinitions definitions) {
        if (rows instanceof EntityRows.Listed listed && !listed.joinKeys().isEmpty()) {
            return new JoinKeys(listed.joinKeys(), definitions);
        }
        Set<String> names = new TreeSet<>();
        views.forEach(view -> definitions.entitiesOf(view).forEach(entity -> names.add(entity.joinKey())));
        if (names.size() > 1) {
            throw new InvalidTrainingSetException("the features have the join keys " + String.join(", ", names)
                    + ", expected one and the same, or rows that name their keys");
        }
        return new JoinKeys(List.copyOf(names), definitions);
    }

    /**
     * For each entity of a view the position of its key in a row.
     *
     * @throws InvalidTrainingSetException if the rows lack it
     */
    List<Integer> places(StoredView view) {
        List<Integer> places = new ArrayList<>();
        for (Entity entity : definitions.entitiesOf(view)) {
            int place = names.indexOf(entity.joinKey());
            if (place < 0) {
                throw new InvalidTrainingSetException("view " + view.name() + " has the join key " + entity.joinKey()
                        + ", the rows have " + String.join(", ", names));
            }
            places.add(place);
        }
        return places;
    }
}
