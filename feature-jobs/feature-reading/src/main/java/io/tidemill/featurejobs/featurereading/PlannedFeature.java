package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.RequestField;
import io.tidemill.schemas.featureviews.Sensitivity;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.StoredView;
import java.util.List;

/**
 * A feature that is to be read, and where to find it.
 *
 * @param reference {@code view:feature}
 * @param entities those of the view, in its order
 * @param view what is stored
 * @param onlineView the view as it stands in the online store
 * @param position of the feature in it
 * @param fallback what is answered where nothing, or a null, is stored; null where that is nothing
 */
public record PlannedFeature(
        String reference,
        List<Entity> entities,
        StoredView view,
        StoredFeature feature,
        OnlineView onlineView,
        int position,
        FeatureValue fallback)
        implements PlannedColumn {
    @Override
    public String name() {
        return feature.name();
    }

    @Override
    public String fullName() {
        return view.name() + "__" + feature.name();
    }

    @Override
    public Sensitivity sensitivity() {
        return feature.sensitivity();
    }

    @Override
    public List<PlannedFeature> stored() {
        return List.of(this);
    }

    @Override
    public List<RequestField> given() {
        return List.of();
    }
}
