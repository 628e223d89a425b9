package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.featurecatalogue.CatalogueEntry;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featurecatalogue.Past;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is stored, all as of one revision.
 *
 * @param shared the project and everything in it that has no versions
 * @param versions every one there ever was, by view and number
 */
record Contents(
        long revision,
        long publishedRevision,
        long publishedOffset,
        FeatureCatalogue shared,
        List<StoredVersion> versions) {
    Contents {
        versions = List.copyOf(versions);
    }

    /** What is published. */
    FeatureCatalogue catalogue() {
        Map<String, Integer> newest = new HashMap<>();
        versions.forEach(
                version -> newest.merge(version.view(), version.version().number(), Math::max));
        List<CatalogueEntry> entries = versions.stream()
                .filter(StoredVersion::live)
                .map(stored -> new CatalogueEntry(
                        stored.version(), stored.serves(), stored.state().past().orElseThrow()))
                .toList();
        return new FeatureCatalogue(
                shared.project(),
                revision,
                shared.entities(),
                shared.unversioned(),
                shared.services(),
                entries,
                newest);
    }

    /** How much is published once a plan is applied: at least so many bytes, whatever goes. */
    int publishedBytes(Plan plan) {
        FeatureCatalogue now = catalogue();
        FeatureCatalogue shared = Planner.shared(plan.definitions());
        Map<String, ViewVersion> described = new HashMap<>();
        plan.described().forEach(version -> described.put(version.id(), version));
        Stream<CatalogueEntry> kept = now.entries().stream()
                .map(entry -> new CatalogueEntry(
                        described.getOrDefault(entry.version().id(), entry.version()), entry.serves(), entry.past()));
        Stream<CatalogueEntry> made =
                plan.made().stream().map(version -> new CatalogueEntry(version, false, new Past.Awaited()));
        FeatureCatalogue then = new FeatureCatalogue(
                shared.project(),
                now.revision(),
                shared.entities(),
                shared.unversioned(),
                shared.services(),
                Stream.concat(kept, made).toList(),
                now.newest());
        return CatalogueJson.write(then).getBytes(StandardCharsets.UTF_8).length;
    }

    /** The versions of a view, the newest last. */
    List<StoredVersion> of(String view) {
        return versions.stream()
                .filter(version -> version.view().equals(view))
                .sorted(Comparator.comparing(version -> version.version().number()))
                .toList();
    }

    /** The newest version of a view that is computed. */
    Optional<StoredVersion> newestLive(String view) {
        return of(view).stream().filter(StoredVersion::live).reduce((earlier, later) -> later);
    }

    /** The number of a view's next version. */
    int nextNumber(String view) {
        return of(view).stream()
                        .mapToInt(version -> version.version().number())
                        .max()
                        .orElse(0)
                + 1;
    }
}
