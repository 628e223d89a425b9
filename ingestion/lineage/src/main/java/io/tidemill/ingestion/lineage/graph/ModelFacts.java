package io.tidemill.ingestion.lineage.graph;

import java.util.List;
import java.util.Objects;

/**
 * What lineage has to know of a model's definition.
 *
 * @param name in the registry
 * @param definitionVersion names its text
 * @param features references {@code view:feature}
 * @param populationEvent the event type that makes an entity part of the population
 * @param labelEvent the event type that the label is made of
 */
public record ModelFacts(
        String name, String definitionVersion, List<String> features, String populationEvent, String labelEvent) {
    public ModelFacts {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(definitionVersion, "definitionVersion");
        Objects.requireNonNull(populationEvent, "populationEvent");
        Objects.requireNonNull(labelEvent, "labelEvent");
        features = List.copyOf(features);
    }
}
