package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.OnDemandFeatureView;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.StoredView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** How the features of some definitions are read, each worked out once. Safe to share between threads. */
public final class FeaturePlans {
    private final FeatureDefinitions definitions;
    /** By view and feature. */
    private final Map<String, Map<String, PlannedFeature>> stored = new ConcurrentHashMap<>();

    private final Map<String, PlannedComputation> computed = new LinkedHashMap<>();

    public FeaturePlans(FeatureDefinitions definitions) {
        this.definitions = definitions;
        definitions.onDemandViews().forEach(this::plan);
    }

    /** The definitions that it is of. */
    public FeatureDefinitions definitions() {
        return definitions;
    }

    /** Whether it is of these definitions. */
    @SuppressWarnings("ReferenceEquality") // Asked for each request; others are made when something was changed.
    public boolean isOf(FeatureDefinitions others) {
        return definitions == others;
    }

    /** A feature of a view of these definitions that is in the online store, if the view has it. */
    public Optional<PlannedFeature> stored(StoredView view, String feature) {
        return Optional.ofNullable(
                stored.computeIfAbsent(view.name(), planned -> planned(view)).get(feature));
    }

    /** A view as it was read from the online store before; empty if it never was. */
    public Optional<OnlineView> read(String view) {
        return stored.getOrDefault(view, Map.of()).values().stream()
                .map(PlannedFeature::onlineView)
                .findFirst();
    }

    /** The feature that is computed on demand and that {@code view:feature} names, if there is one. */
    public Optional<PlannedComputation> computed(String reference) {
        return Optional.ofNullable(computed.get(reference));
    }

    /** The names of all features that are computed on demand. */
    public Set<String> computed() {
        return computed.keySet();
    }

    /** The feature that is named, stored or computed, if there is one. */
    public Optional<PlannedColumn> column(FeatureReference reference) {
        Optional<PlannedColumn> computation = computed(reference.toString()).map(found -> found);
        return computation.or(
                () -> definitions.storedView(reference.view()).flatMap(view -> stored(view, reference.feature())));
    }

    private void plan(OnDemandFeatureView view) {
        for (OnDemandFeature feature : view.features()) {
            List<PlannedFeature> operands = feature.stored().stream()
                    .map(reference -> definitions
                            .storedView(reference.view())
                            .flatMap(source -> stored(source, reference.feature()))
                            .orElseThrow(() -> new IllegalStateException(
                                    view.name() + " is computed from " + reference + ", which is not there")))
                    .toList();
            String reference = reference(view.name(), feature.name());
            computed.put(reference, new PlannedComputation(reference, view.name(), feature, operands));
        }
    }

    private Map<String, PlannedFeature> planned(StoredView view) {
        OnlineView online = OnlineView.of(
                definitions.storedName(view),
                view.features().stream().map(StoredFeature::name).toList());
        List<Entity> entities = definitions.entitiesOf(view);
        Map<String, PlannedFeature> planned = new HashMap<>();
        for (int position = 0; position < view.features().size(); position++) {
            StoredFeature feature = view.features().get(position);
            planned.put(
                    feature.name(),
                    new PlannedFeature(
                            reference(view.name(), feature.name()),
                            entities,
                            view,
                            feature,
                            online,
                            position,
                            PlainValues.stored(feature.fallback().orElse(null))));
        }
        return planned;
    }

    private static String reference(String view, String feature) {
        return view + ":" + feature;
    }
}
