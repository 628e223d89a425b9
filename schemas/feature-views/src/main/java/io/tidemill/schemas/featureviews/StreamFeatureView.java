package io.tidemill.schemas.featureviews;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Features of one entity computed from one type of events.
 *
 * @param name unique within the project
 * @param entity the name of the {@link Entity}; the subject of the source's events is its key
 * @param source the event type
 * @param ttl how old a value may be and still be served; zero for any age
 * @param owner who answers for it
 * @param description for people
 * @param tags free labels
 * @param features in the order of the definition
 */
public record StreamFeatureView(
        String name,
        String entity,
        String source,
        Duration ttl,
        String owner,
        String description,
        Map<String, String> tags,
        List<Feature> features) {
    public StreamFeatureView {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(description, "description");
        tags = Map.copyOf(tags);
        features = List.copyOf(features);
    }

    /** The feature of this name, if there is one. */
    public Optional<Feature> feature(String feature) {
        return features.stream().filter(each -> each.name().equals(feature)).findFirst();
    }

    /** References to all features, in order. */
    public List<FeatureReference> references() {
        return features.stream()
                .map(feature -> new FeatureReference(name, feature.name()))
                .toList();
    }
}
