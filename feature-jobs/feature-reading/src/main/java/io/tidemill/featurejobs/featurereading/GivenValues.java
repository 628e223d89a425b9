package io.tidemill.featurejobs.featurereading;

import io.tidemill.schemas.featureviews.RequestField;
import org.jspecify.annotations.Nullable;

/** What whoever asks gives along for features that are computed from it. */
@FunctionalInterface
public interface GivenValues {
    /**
     * A value.
     *
     * @param row of those that are asked for
     * @return of the field's type; null where there is none
     */
    @Nullable
    Object value(RequestField field, int row);
}
