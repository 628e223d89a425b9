package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.FeaturePlans;
import io.tidemill.featurejobs.featurereading.PlannedColumn;
import io.tidemill.featurejobs.featurereading.PlannedComputation;
import io.tidemill.featurejobs.featurereading.PlannedFeature;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.FeatureService;
import io.tidemill.schemas.featureviews.OnDemandFeatureView;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.ViewEntity;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds what requests name, or says what there is instead. */
final class Catalogue {
    private final FeatureDefinitions definitions;
    private final FeaturePlans plans;
    /** By reference: what was asked for before is not taken apart again. */
    private final Map<String, PlannedColumn> asked = new ConcurrentHashMap<>();

    private final Set<String> requestFields = new HashSet<>();

    Catalogue(FeatureDefinitions definitions) {
        this.definitions = definitions;
        this.plans = new FeaturePlans(definitions);
        definitions.onDemandViews().forEach(view -> view.requestSchema()
                .forEach(field -> requestFields.add(field.name())));
    }

    /** Whether it is of these definitions. */
    boolean isOf(FeatureDefinitions others) {
        return plans.isOf(others);
    }

    /** @param field the field of the request that names it */
    StoredView view(String field, String name) {
        if (names(definitions.onDemandViews(), OnDemandFeatureView::name).contains(name)) {
            throw ProblemException.invalid(
                    field, "'" + name + "' is computed on demand: ask for it by POST /get-online-features");
        }
        return definitions
                .storedView(name)
                .orElseThrow(() -> unknown(field, "view", name, names(definitions.storedViews(), StoredView::name)));
    }

    /** A view as requests read it from the online store; empty if none has. */
    Optional<OnlineView> onlineView(String name) {
        return plans.read(name);
    }

    /** Checks that a view is about the entities of these names, in whatever order. */
    void requireEntities(String field, List<String> asked, StoredView view) {
        for (String name : asked) {
            if (definitions.entity(name).isEmpty()) {
                throw unknown(field, "entity", name, names(definitions.entities(), Entity::name));
            }
        }
        if (!Set.copyOf(asked).equals(Set.copyOf(names(view.entities(), ViewEntity::name)))) {
            throw ProblemException.invalid(
                    field,
                    "view '" + view.name() + "' is about '" + view.entityNames() + "', not about '"
                            + String.join(" and ", asked) + "'");
        }
    }

    List<Entity> entitiesOf(StoredView view) {
        return definitions.entitiesOf(view);
    }

    FeatureService service(String field, String name) {
        return definitions
                .service(name)
                .orElseThrow(() ->
                        unknown(field, "feature service", name, names(definitions.services(), FeatureService::name)));
    }

    /** A feature of a view that is known. */
    PlannedFeature feature(String field, StoredView view, String name) {
        return plans.stored(view, name)
                .orElseThrow(() -> unknown(
                        field,
                        "feature of view '" + view.name() + "'",
                        name,
                        names(view.features(), StoredFeature::name)));
    }

    /** The names of what features are computed from, beside stored features. */
    Set<String> requestFields() {
        return requestFields;
    }

    /** The feature that {@code view:feature} names, be it stored or computed on demand. */
    PlannedColumn column(String field, String reference) {
        PlannedColumn known = asked.get(reference);
        if (known != null) {
            return known;
        }
        PlannedColumn found = found(field, reference);
        asked.put(reference, found);
        return found;
    }

    private PlannedColumn found(String field, String reference) {
        Optional<PlannedComputation> computation = plans.computed(reference);
        if (computation.isPresent()) {
            return computation.get();
        }
        int colon = reference.indexOf(':');
        String prefix = reference.substring(0, Math.max(0, colon)) + ":";
        List<String> others = plans.computed().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
        if (!others.isEmpty()) {
            throw unknown(field, "feature", reference, others);
        }
        return feature(field, reference);
    }

    /** The stored feature that {@code view:feature} names. */
    PlannedFeature feature(String field, String reference) {
        FeatureReference parsed;
        try {
            parsed = FeatureReference.parse(reference);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(field, "'" + reference + "' is no reference: expected view:feature")
                    .withCause(e);
        }
        return feature(field, view(field, parsed.view()), parsed.feature());
    }

    private static ProblemException unknown(String field, String kind, String name, List<String> known) {
        return ProblemException.invalid(
                field,
                "no " + kind + " is called '" + name + "': expected one of "
                        + known.stream().sorted().collect(Collectors.joining(", ")));
    }

    private static <T> List<String> names(Collection<T> things, Function<T, String> name) {
        return things.stream().map(name).toList();
    }
}
