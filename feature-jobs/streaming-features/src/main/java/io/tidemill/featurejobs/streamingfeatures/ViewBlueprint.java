package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a job needs to know of a view and its entity, in a form that is sent to the workers. */
record ViewBlueprint(String name, String source, String joinKey, ValueType keyType, List<FeatureBlueprint> features)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    ViewBlueprint {
        features = List.copyOf(features);
    }

    static ViewBlueprint of(StreamFeatureView view, Entity entity) {
        return new ViewBlueprint(
                view.name(),
                view.source(),
                entity.joinKey(),
                entity.valueType(),
                view.features().stream().map(FeatureBlueprint::of).toList());
    }

    StreamFeatureView toView() {
        return new StreamFeatureView(
                name,
                joinKey,
                source,
                Duration.ZERO,
                "",
                "",
                Map.of(),
                features.stream().map(FeatureBlueprint::toFeature).toList());
    }

    record FeatureBlueprint(
            String name,
            AggregationFunction function,
            @Nullable String column,
            @Nullable Duration window,
            ValueType valueType)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        static FeatureBlueprint of(Feature feature) {
            return new FeatureBlueprint(
                    feature.name(),
                    feature.function(),
                    feature.column().orElse(null),
                    feature.window().orElse(null),
                    feature.valueType());
        }

        Feature toFeature() {
            return new Feature(name, function, Optional.ofNullable(column), Optional.ofNullable(window), valueType, "");
        }
    }
}
