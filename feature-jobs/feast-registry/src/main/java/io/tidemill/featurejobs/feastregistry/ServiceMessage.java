package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.FeatureService;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A service as {@code feast.core.FeatureService}: for each of its views the features it takes of it. Those that are computed
 * on demand are left out, as their views are: Feast computes such features in Python alone. Answers call a view by its own
 * name, whatever the online store calls the version that serves.
 */
final class ServiceMessage {
    private static final int SPEC = 1;
    private static final int NAME = 1;
    private static final int PROJECT = 2;
    private static final int PROJECTIONS = 3;
    private static final int DESCRIPTION = 5;

    private static final int VIEW_NAME = 1;
    private static final int FEATURES = 2;
    private static final int VIEW_ALIAS = 3;

    private ServiceMessage() {}

    static ProtoMessage of(FeatureDefinitions definitions, FeatureService service) {
        ProtoMessage spec = new ProtoMessage()
                .text(NAME, service.name())
                .text(PROJECT, definitions.project())
                .text(DESCRIPTION, service.description());
        byView(definitions, service).forEach((view, references) -> {
            String stored =
                    definitions.storedView(view).map(definitions::storedName).orElse(view);
            ProtoMessage projection = new ProtoMessage().text(VIEW_NAME, stored);
            if (!stored.equals(view)) {
                projection.text(VIEW_ALIAS, view);
            }
            references.forEach(reference -> definitions
                    .storedFeature(reference)
                    .ifPresent(feature -> projection.message(FEATURES, FieldMessage.of(feature))));
            spec.message(PROJECTIONS, projection);
        });
        return new ProtoMessage().message(SPEC, spec);
    }

    /**
     * A service for each view whose name in the online store is that of a version: a reference of Feast's cannot say it, for
     * {@code @} is taken to ask for a version in Feast's own registry. Where a service is called so already there is none.
     */
    static List<FeatureService> ofVersions(FeatureDefinitions definitions) {
        return definitions.views().stream()
                .filter(view -> !definitions.storedName(view).equals(view.name()))
                .filter(view -> definitions.service(view.name()).isEmpty())
                .map(view -> new FeatureService(
                        view.name(), view.references(), "All features of " + definitions.storedName(view) + "."))
                .toList();
    }

    /** Feast names a view once and then its features, so one that comes back later joins the first. */
    private static Map<String, Set<FeatureReference>> byView(FeatureDefinitions definitions, FeatureService service) {
        Map<String, Set<FeatureReference>> views = new LinkedHashMap<>();
        service.features().stream()
                .filter(reference -> definitions.storedFeature(reference).isPresent())
                .forEach(reference -> views.computeIfAbsent(reference.view(), view -> new LinkedHashSet<>())
                        .add(reference));
        return views;
    }
}
