package io.tidemill.schemas.featureviews;

import java.util.List;
import java.util.Objects;

/** A named list of features that are asked for together, such as those of one model. */
public record FeatureService(String name, List<FeatureReference> features, String description) {
    public FeatureService {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        features = List.copyOf(features);
    }
}
