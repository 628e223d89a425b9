package io.tidemill.featurejobs.featuredefinitions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A model that names a feature, a rule that does, and models that serve as a test says. */
final class TestingDependents implements FeatureDependents {
    private final Map<String, String> models = new ConcurrentHashMap<>();
    private final Map<String, String> named = new ConcurrentHashMap<>(Map.of("orders:amount", "model churn"));

    /** From now on a model serves that was trained on a version of a view. */
    void serves(String model, String version) {
        models.put(version, model);
    }

    void names(String who, String feature) {
        named.put(feature, who);
    }

    @Override
    public List<String> naming(Set<String> features) {
        List<String> naming = new ArrayList<>();
        named.forEach((feature, who) -> {
            if (features.contains(feature)) {
                naming.add(who);
            }
        });
        return naming.stream().sorted().toList();
    }

    @Override
    public Map<String, List<String>> trainedOn(Set<String> versions) {
        Map<String, List<String>> trained = new TreeMap<>();
        models.forEach((version, model) -> {
            if (versions.contains(version)) {
                trained.put(model, List.of(version));
            }
        });
        return trained;
    }
}
