package io.tidemill.featurejobs.onlinestore;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The values of a view's features for one entity as of one instant.
 *
 * @param values as many as the view has features, in their order; a missing value is {@link FeatureValue#NULL}
 */
public record FeatureRow(OnlineView view, EntityKey entity, Instant eventTime, List<FeatureValue> values) {
    public FeatureRow {
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(eventTime, "eventTime");
        values = List.copyOf(values);
        if (values.size() != view.features().size()) {
            throw new IllegalArgumentException("view " + view.name() + " has "
                    + view.features().size() + " features, and the row " + values.size() + " values");
        }
    }
}
