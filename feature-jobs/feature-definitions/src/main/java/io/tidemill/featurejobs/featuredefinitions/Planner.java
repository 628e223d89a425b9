package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.featuredefinitions.Plan.Added;
import io.tidemill.featurejobs.featuredefinitions.Plan.Change;
import io.tidemill.featurejobs.featuredefinitions.Plan.Changed;
import io.tidemill.featurejobs.featuredefinitions.Plan.Described;
import io.tidemill.featurejobs.featuredefinitions.Plan.Gone;
import io.tidemill.featurejobs.featuredefinitions.Plan.Unchanged;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares definitions with what is stored. */
final class Planner {
    private final Contents contents;
    private final FeatureDefinitions definitions;
    private final FeatureDependents dependents;
    private final FeatureDefinitions serving;
    private final ViewUses uses;

    private Planner(Contents contents, FeatureDefinitions definitions, FeatureDependents dependents) {
        this.contents = contents;
        this.definitions = definitions;
        this.dependents = dependents;
        this.serving = contents.catalogue().definitions();
        this.uses = new ViewUses(dependents, serving);
    }

    /**
     * What applying the definitions would do.
     *
     * @throws IllegalArgumentException if they are of another project
     */
    static Plan plan(Contents contents, FeatureDefinitions definitions, FeatureDependents dependents) {
        if (!definitions.project().equals(contents.shared().project())) {
            throw new IllegalArgumentException("project '" + definitions.project() + "', expected '"
                    + contents.shared().project() + "': a stack has one project");
        }
        return new Planner(contents, definitions, dependents).plan();
    }

    /** Of definitions the project and everything in it that has no versions. */
    static FeatureCatalogue shared(FeatureDefinitions definitions) {
        return new FeatureCatalogue(
                definitions.project(),
                0,
                List.copyOf(definitions.entities()),
                definitions.unversioned(),
                List.copyOf(definitions.services()),
                List.of(),
                Map.of());
    }

    private Plan plan() {
        List<Change> changes = new ArrayList<>();
        definitions.views().forEach(view -> changes.add(change(view)));
        Set<String> names = new LinkedHashSet<>();
        contents.versions().stream()
                .filter(StoredVersion::live)
                .map(StoredVersion::view)
                .filter(name -> definitions.view(name).isEmpty())
                .forEach(names::add);
        names.forEach(name -> changes.add(new Gone(
                name, contents.of(name).stream().filter(StoredVersion::live).toList())));
        boolean sharedChanged = !shared(definitions).equals(contents.shared());
        List<TableChange> tables = TableChange.between(contents.catalogue().definitions(), definitions);
        return new Plan(contents.revision(), definitions, changes, tables, sharedChanged, broken(changes));
    }

    private Change change(StreamFeatureView view) {
        Optional<StoredVersion> newest = contents.newestLive(view.name());
        if (newest.isEmpty()) {
            return new Added(definitions.version(view, contents.nextNumber(view.name())));
        }
        ViewVersion before = newest.get().version();
        ViewVersion same = definitions.version(view, before.number());
        if (!same.computesAs(before)) {
            ViewVersion next = definitions.version(view, contents.nextNumber(view.name()));
            List<StoredVersion> unfinished = contents.of(view.name()).stream()
                    .filter(version -> version.state().waitsFor().isPresent())
                    .toList();
            List<StoredVersion> kept = contents.of(view.name()).stream()
                    .filter(version -> version.live() && !unfinished.contains(version))
                    .toList();
            return new Changed(
                    next,
                    before.number(),
                    Differences.between(before, next),
                    uses.of(view.name(), kept, next.id()),
                    unfinished);
        }
        return same.view().equals(before.view()) && same.entities().equals(before.entities())
                ? new Unchanged(view.name(), before.number())
                : new Described(same, Differences.between(before, same));
    }

    /** Who names a feature that is served now and is not defined any more, or was trained on a version that goes. */
    private List<String> broken(List<Change> changes) {
        Set<String> gone = Stream.concat(
                        serving.storedViews().stream().flatMap(view -> view.features().stream()
                                .map(feature -> new FeatureReference(view.name(), feature.name()))),
                        serving.onDemandViews().stream().flatMap(view -> view.references().stream()))
                .filter(reference -> definitions.valueType(reference).isEmpty())
                .map(FeatureReference::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> broken = new ArrayList<>(gone.isEmpty() ? List.of() : dependents.naming(gone));
        for (Change change : changes) {
            if (change instanceof Gone view) {
                broken.addAll(uses.trained(view.versions()));
            }
        }
        return broken;
    }
}
