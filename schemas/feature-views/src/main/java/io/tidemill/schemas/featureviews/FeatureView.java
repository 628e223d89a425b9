package io.tidemill.schemas.featureviews;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Features of one entity that others compute and write to the online store: by pushing them, or with Feast.
 *
 * @param name unique within the project
 * @param entity the name of the {@link Entity}
 * @param source the name of the {@link PushSource} whose values it gets, if it gets any
 * @param ttl how old a value may be and still be served; zero for any age
 * @param owner who answers for it
 * @param description for people
 * @param tags free labels
 * @param features in the order of the definition
 */
public record FeatureView(
        String name,
        String entity,
        Optional<String> source,
        Duration ttl,
        String owner,
        String description,
        Map<String, String> tags,
        List<StoredField> features)
        implements StoredView {
    public FeatureView {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(description, "description");
        tags = Map.copyOf(tags);
        features = List.copyOf(features);
    }

    @Override
    public List<ViewEntity> entities() {
        return List.of(ViewEntity.ofSubject(entity));
    }

    @Override
    public Optional<StoredField> feature(String feature) {
        return features.stream().filter(each -> each.name().equals(feature)).findFirst();
    }
}
