package io.tidemill.schemas.featureviews;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A view whose values are in the online store, whoever put them there. */
public sealed interface StoredView permits StreamFeatureView, FeatureView, BatchFeatureView {
    /** Unique within the project. */
    String name();

    /** Whom the features are about, at least one. */
    List<ViewEntity> entities();

    /** The names of the entities, in order, with {@code and} between them; for people. */
    default String entityNames() {
        return entities().stream().map(ViewEntity::name).collect(Collectors.joining(" and "));
    }

    /** How old a value may be and still be served; zero for any age. */
    Duration ttl();

    /** Who answers for it. */
    String owner();

    /** For people. */
    String description();

    /** Free labels. */
    Map<String, String> tags();

    /** In the order of the definition. */
    List<? extends StoredFeature> features();

    /** The feature of this name, if there is one. */
    Optional<? extends StoredFeature> feature(String feature);
}
