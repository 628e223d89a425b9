package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.featurecatalogue.CatalogueEntry;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featurecatalogue.Past;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** How much is published once versions are added: at least so many bytes, whatever goes. */
    int publishedBytes(List<ViewVersion> added) {
        FeatureCatalogue now = catalogue();
        List<CatalogueEntry> entries = new ArrayList<>(now.entries());
        added.forEach(version -> entries.add(new CatalogueEntry(version, false, new Past.Awaited())));
        return CatalogueJson.write(new FeatureCatalogue(
                        now.project(),
                        now.revision(),
                        now.entities(),
                        now.unversioned(),
                        now.services(),
                        entries,
                        now.newest()))
                .getBytes(StandardCharsets.UTF_8)
                .length;
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
