package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.OnDemandFeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which models and rules use a view, and with which version of it, a line each, for people. */
final class ViewUses {
    private final FeatureDependents dependents;
    private final FeatureDefinitions serving;

    /** @param serving what names stand for now */
    ViewUses(FeatureDependents dependents, FeatureDefinitions serving) {
        this.dependents = dependents;
        this.serving = serving;
    }

    /**
     * Who uses a view, and what becomes of that when a version comes to serve.
     *
     * @param kept the versions of the view that go on being computed
     * @param next the id of the version that is to serve
     */
    List<String> of(String view, List<StoredVersion> kept, String next) {
        List<String> lines = new ArrayList<>(trained(kept, "stays with"));
        for (String who : dependents.naming(features(view))) {
            lines.add(who + " goes over to " + next
                    + (who.startsWith("model ") ? " when it is trained next" : " once that serves"));
        }
        return lines;
    }

    /** Who uses any of some versions of a view now. */
    List<String> now(String view, List<StoredVersion> versions) {
        List<String> lines = new ArrayList<>(trained(versions, "uses"));
        versions.stream()
                .filter(StoredVersion::serves)
                .map(version -> version.version().id())
                .forEach(id -> dependents
                        .naming(features(view))
                        .forEach(who -> lines.add(who + (who.startsWith("model ") ? " is trained on " : " uses ") + id
                                + ", which serves")));
        return lines;
    }

    /** In words, the models that serve and were trained on some versions. */
    List<String> trained(List<StoredVersion> versions) {
        return trained(versions, "was trained on");
    }

    private List<String> trained(List<StoredVersion> versions, String verb) {
        Set<String> ids =
                versions.stream().map(version -> version.version().id()).collect(Collectors.toSet());
        return ids.isEmpty()
                ? List.of()
                : dependents.trainedOn(ids).entrySet().stream()
                        .map(model -> model.getKey() + " " + verb + " " + String.join(", ", model.getValue()))
                        .sorted()
                        .toList();
    }

    /** The features of a view, and those that are computed from them when they are asked for. */
    private Set<String> features(String view) {
        Set<String> features = new TreeSet<>();
        serving.storedView(view)
                .ifPresent(stored -> stored.features().forEach(feature -> features.add(view + ":" + feature.name())));
        for (OnDemandFeatureView onDemand : serving.onDemandViews()) {
            for (OnDemandFeature feature : onDemand.features()) {
                if (feature.stored().stream().map(FeatureReference::view).anyMatch(view::equals)) {
                    features.add(onDemand.name() + ":" + feature.name());
                }
            }
        }
        return features;
    }
}
