package io.tidemill.infra.servers;

import io.tidemill.decisionengine.decisions.FieldNames;
import io.tidemill.decisionengine.ruleauthoring.RuleAuthoring;
import io.tidemill.decisionengine.rules.RuleDocument;
import io.tidemill.featurejobs.featuredefinitions.FeatureDependents;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.modelregistry.ModelUri;
import io.tidemill.trainingtriggers.modelregistry.ModelVersion;
import io.tidemill.trainingtriggers.modelregistry.RegisteredModel;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The models that are made of features, those that serve and those that are defined, and the published rules that compare them. */
final class NamedFeatures implements FeatureDependents {
    private final Path definitions;
    private final ModelRegistry registry;
    private final RuleAuthoring rules;

    /** @param definitions the folder that models are defined in; read for each question */
    NamedFeatures(Path definitions, ModelRegistry registry, RuleAuthoring rules) {
        this.definitions = definitions;
        this.registry = registry;
        this.rules = rules;
    }

    @Override
    public List<String> naming(Set<String> features) {
        List<String> named = new ArrayList<>();
        defined().stream()
                .filter(model -> model.features().stream().map(Object::toString).anyMatch(features::contains))
                .forEach(model -> named.add("model " + model.name()));
        // Of a version from before views had any, nobody knows what it was trained on: it is asked with what serves.
        serving().forEach((who, version) -> {
            if (version.featureVersions().isEmpty()
                    && version.features().stream().anyMatch(features::contains)) {
                named.add("served " + who);
            }
        });
        published().stream()
                .filter(rule ->
                        features.stream().map(FieldNames.FEATURE::concat).anyMatch(rule.fields()::contains))
                .forEach(rule -> named.add("rule " + rule.id()));
        return named;
    }

    @Override
    public Map<String, List<String>> trainedOn(Set<String> versions) {
        Map<String, List<String>> trained = new TreeMap<>();
        serving().forEach((who, version) -> {
            List<String> used = version.featureVersions().stream()
                    .filter(versions::contains)
                    .toList();
            if (!used.isEmpty()) {
                trained.put(who, used);
            }
        });
        return trained;
    }

    /** The versions of models that an alias names, such as the champion, by what to call them. */
    private Map<String, ModelVersion> serving() {
        try {
            Map<String, ModelVersion> serving = new LinkedHashMap<>();
            for (RegisteredModel model : registry.models()) {
                for (Map.Entry<String, Long> alias : new TreeMap<>(model.aliases()).entrySet()) {
                    registry.resolve(new ModelUri.ByVersion(model.name(), alias.getValue()))
                            .ifPresent(version -> serving.put(
                                    "model " + model.name() + " version " + version.version() + " (" + alias.getKey()
                                            + ")",
                                    version));
                }
            }
            return serving;
        } catch (SQLException e) {
            throw new IllegalStateException("the registry of models cannot be read", e);
        }
    }

    private List<ModelDefinition> defined() {
        try {
            return ModelDefinitions.declared(definitions);
        } catch (IOException | InvalidDefinitionsException e) {
            throw new IllegalStateException("the models of " + definitions + " cannot be read: " + e.getMessage(), e);
        }
    }

    private List<RuleDocument> published() {
        try {
            return rules.published();
        } catch (SQLException e) {
            throw new IllegalStateException("the published rules cannot be read", e);
        }
    }
}
