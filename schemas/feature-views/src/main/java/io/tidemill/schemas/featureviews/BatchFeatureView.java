package io.tidemill.schemas.featureviews;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Features that are columns of a table of the lake, as they stand in the newest row of an entity. They are in the online
 * store once they were materialized.
 *
 * @param name unique within the project
 * @param entities whom the features are about, at least one
 * @param keys by entity the column that has its key, where it is not called like the join key
 * @param source the table
 * @param ttl how old a value may be; zero for any age
 * @param owner who answers for it
 * @param description for people
 * @param tags free labels
 * @param features in the order of the definition
 */
public record BatchFeatureView(
        String name,
        List<ViewEntity> entities,
        Map<String, String> keys,
        TableSource source,
        Duration ttl,
        String owner,
        String description,
        Map<String, String> tags,
        List<BatchField> features)
        implements StoredView {
    public BatchFeatureView {
        Objects.requireNonNull(name, "name");
        entities = List.copyOf(entities);
        if (entities.isEmpty()) {
            throw new IllegalArgumentException("view " + name + " is about no entity");
        }
        // In one order, so that the text of equal views is equal.
        keys = Collections.unmodifiableMap(new TreeMap<>(keys));
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(description, "description");
        tags = Map.copyOf(tags);
        features = List.copyOf(features);
    }

    @Override
    public Optional<BatchField> feature(String feature) {
        return features.stream().filter(each -> each.name().equals(feature)).findFirst();
    }

    /** The column that has the key of one of its entities. */
    public String keyColumn(Entity entity) {
        return keys.getOrDefault(entity.name(), entity.joinKey());
    }

    /** This view without what has no influence on the values that are stored. */
    public BatchFeatureView withoutDescriptions() {
        List<BatchField> bare = features.stream()
                .map(feature ->
                        new BatchField(feature.name(), feature.valueType(), feature.column(), "", Optional.empty()))
                .toList();
        return new BatchFeatureView(name, entities, keys, source, Duration.ZERO, "", "", Map.of(), bare);
    }
}
