package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.infra.eventstreams.ImmutableTypeInformation;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * The values of one version of a view for one entity as of an instant; or that there are none any more.
 *
 * @param subject the entity, or entities, as events name them: a {@link io.tidemill.schemas.featureviews.CompositeId}
 * @param asOf epoch milliseconds
 * @param values of the view's features, in its order, as {@link
 *     io.tidemill.featurejobs.featurelogic.ViewState#values()} gives them; none when they are to be removed
 */
public record FeatureUpdate(ViewVersion version, String subject, long asOf, List<@Nullable Object> values) {
    /** How Flink serialises it. */
    public static final TypeInformation<FeatureUpdate> TYPE =
            new ImmutableTypeInformation<>(FeatureUpdate.class, new FeatureUpdateSerializer());

    public FeatureUpdate {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(values, "values");
    }

    /** That a version has no values of an entity any more. */
    static FeatureUpdate removal(ViewVersion version, String subject) {
        return new FeatureUpdate(version, subject, Long.MAX_VALUE, List.of());
    }

    /** Whether it is a {@link #removal}: every view has a feature. */
    boolean isRemoval() {
        return values.isEmpty();
    }
}
