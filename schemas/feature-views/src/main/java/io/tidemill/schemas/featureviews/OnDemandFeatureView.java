package io.tidemill.schemas.featureviews;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Features that are computed when they are asked for, from stored features and values of the request. Nothing of them is
 * stored.
 *
 * @param name unique within the project, among stream feature views too
 * @param sources the stored features that expressions may name
 * @param requestSchema the values of the request that they may name
 * @param owner who answers for it
 * @param description for people
 * @param tags free labels
 * @param features in the order of the definition
 */
public record OnDemandFeatureView(
        String name,
        List<FeatureReference> sources,
        List<RequestField> requestSchema,
        String owner,
        String description,
        Map<String, String> tags,
        List<OnDemandFeature> features) {
    public OnDemandFeatureView {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(description, "description");
        sources = List.copyOf(sources);
        requestSchema = List.copyOf(requestSchema);
        tags = Map.copyOf(tags);
        features = List.copyOf(features);
    }

    /** The feature of this name, if there is one. */
    public Optional<OnDemandFeature> feature(String feature) {
        return features.stream().filter(each -> each.name().equals(feature)).findFirst();
    }

    /** References to all features, in order. */
    public List<FeatureReference> references() {
        return features.stream()
                .map(feature -> new FeatureReference(name, feature.name()))
                .toList();
    }
}
