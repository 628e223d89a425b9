package io.tidemill.ingestion.lineage.openlineage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A dataset in an event.
 *
 * @param namespace where its name is unique: {@code kafka://HOST:PORT}, the warehouse, or our own
 * @param name of the dataset
 * @param facets about the dataset, by their names
 * @param ownFacets about it as an input or an output of this run, by their names
 */
public record ToldDataset(String namespace, String name, Map<String, Facet> facets, Map<String, Facet> ownFacets) {
    public ToldDataset {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        facets = Map.copyOf(facets);
        ownFacets = Map.copyOf(ownFacets);
    }

    /** Without facets. */
    public static ToldDataset of(String namespace, String name) {
        return new ToldDataset(namespace, name, Map.of(), Map.of());
    }

    /** With a facet about the dataset. */
    public ToldDataset with(String facetName, Facet facet) {
        Map<String, Facet> more = new LinkedHashMap<>(facets);
        more.put(facetName, facet);
        return new ToldDataset(namespace, name, more, ownFacets);
    }

    /** With a facet about it as an input or an output. */
    public ToldDataset withOwn(String facetName, Facet facet) {
        Map<String, Facet> more = new LinkedHashMap<>(ownFacets);
        more.put(facetName, facet);
        return new ToldDataset(namespace, name, facets, more);
    }

    ObjectNode json(String own) {
        ObjectNode dataset = JsonNodeFactory.instance
                .objectNode()
                .put("namespace", namespace)
                .put("name", name);
        ObjectNode about = dataset.putObject("facets");
        facets.forEach((facetName, facet) -> about.set(facetName, facet.json()));
        if (!ownFacets.isEmpty()) {
            ObjectNode here = dataset.putObject(own);
            ownFacets.forEach((facetName, facet) -> here.set(facetName, facet.json()));
        }
        return dataset;
    }
}
