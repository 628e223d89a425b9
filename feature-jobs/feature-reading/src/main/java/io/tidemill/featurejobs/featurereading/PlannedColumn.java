package io.tidemill.featurejobs.featurereading;

import io.tidemill.schemas.featureviews.RequestField;
import io.tidemill.schemas.featureviews.Sensitivity;
import java.util.List;

/** A feature that was asked for, whether it is read as it stands or computed from others. */
public sealed interface PlannedColumn permits PlannedFeature, PlannedComputation {
    /** {@code view:feature}. */
    String reference();

    /** The name Feast gives the feature. */
    String name();

    /** The name Feast gives the feature where two views may have features of one name. */
    String fullName();

    /** With how much care its values are to be handled. */
    Sensitivity sensitivity();

    /** What has to be read for it. */
    List<PlannedFeature> stored();

    /** What the request has to give for it. */
    List<RequestField> given();
}
