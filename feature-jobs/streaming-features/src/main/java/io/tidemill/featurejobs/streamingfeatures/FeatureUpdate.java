package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.infra.eventstreams.ImmutableTypeInformation;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * The values of one view for one entity as of an instant.
 *
 * @param subject the entity, or entities, as events name them: a {@link io.tidemill.schemas.featureviews.CompositeId}
 * @param asOf epoch milliseconds
 * @param values of the view's features, in its order, as {@link
 *     io.tidemill.featurejobs.featurelogic.ViewState#values()} gives them
 */
public record FeatureUpdate(String subject, long asOf, List<@Nullable Object> values) {
    /** How Flink serialises it. */
    public static final TypeInformation<FeatureUpdate> TYPE =
            new ImmutableTypeInformation<>(FeatureUpdate.class, new FeatureUpdateSerializer());

    public FeatureUpdate {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(values, "values");
    }
}
