package io.tidemill.schemas.featurecatalogue;

import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureService;
import io.tidemill.schemas.featureviews.UnversionedDocuments;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that is defined in a project as of one revision: whoever sees it sees all of that revision. Immutable.
 *
 * @param revision strictly ascending
 * @param unversioned as {@link FeatureDefinitions#unversioned()} has it
 * @param entries every version of a view that is computed
 * @param newest by view the highest number that one of its versions ever had, of views that were retired too
 */
public record FeatureCatalogue(
        String project,
        long revision,
        List<Entity> entities,
        UnversionedDocuments unversioned,
        List<FeatureService> services,
        List<CatalogueEntry> entries,
        Map<String, Integer> newest) {
    public FeatureCatalogue {
        Objects.requireNonNull(project, "project");
        entities = List.copyOf(entities);
        Objects.requireNonNull(unversioned, "unversioned");
        services = List.copyOf(services);
        entries = List.copyOf(entries);
        newest = Map.copyOf(newest);
    }

    /** Definitions that a job begins with when nobody publishes any: version 1 of each view, revision 0. */
    public static FeatureCatalogue of(FeatureDefinitions definitions) {
        Map<String, Integer> newest = new HashMap<>();
        definitions.views().forEach(view -> newest.put(view.name(), 1));
        return new FeatureCatalogue(
                definitions.project(),
                0,
                List.copyOf(definitions.entities()),
                definitions.unversioned(),
                List.copyOf(definitions.services()),
                definitions.views().stream()
                        .map(view -> new CatalogueEntry(definitions.version(view, 1), true, new Past.Streamed()))
                        .toList(),
                newest);
    }

    /** What the names of views stand for. */
    public FeatureDefinitions definitions() {
        Collection<ViewVersion> serving = entries.stream()
                .filter(CatalogueEntry::serves)
                .map(CatalogueEntry::version)
                .toList();
        Collection<ViewVersion> readable = entries.stream()
                .filter(CatalogueEntry::readable)
                .map(CatalogueEntry::version)
                .toList();
        return FeatureDefinitions.of(project, entities, unversioned, services, serving, readable);
    }

    /** Those of some versions, {@code view@vN} each, that have no values, for they were retired or are not filled yet. */
    public List<String> unreadable(Collection<String> ids) {
        return ids.stream()
                .filter(id -> entry(id).filter(CatalogueEntry::readable).isEmpty())
                .toList();
    }

    /** The version of this id, {@code view@vN}, if it is computed. */
    public Optional<CatalogueEntry> entry(String id) {
        return entries.stream().filter(entry -> entry.version().id().equals(id)).findFirst();
    }
}
