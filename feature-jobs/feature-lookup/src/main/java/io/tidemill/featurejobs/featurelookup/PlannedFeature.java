package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.List;

/**
 * A feature that was asked for, and where to find it.
 *
 * @param entities those of the view, in its order
 * @param stored the view as it stands in the online store
 * @param position of the feature in it
 */
record PlannedFeature(List<Entity> entities, StreamFeatureView view, Feature feature, OnlineView stored, int position) {
    /** {@code view:feature}. */
    String reference() {
        return view.name() + ":" + feature.name();
    }

    /** The name Feast gives the feature where two views may have features of one name. */
    String fullName() {
        return view.name() + "__" + feature.name();
    }
}
