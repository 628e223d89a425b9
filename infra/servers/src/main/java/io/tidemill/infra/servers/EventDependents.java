package io.tidemill.infra.servers;

import io.tidemill.decisionengine.decisions.FieldNames;
import io.tidemill.decisionengine.ruleauthoring.RuleAuthoring;
import io.tidemill.decisionengine.rules.RuleDocument;
import io.tidemill.ingestion.schemaregistry.SchemaDependents;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The features that read fields of events, the models that are made of these features, and the published rules that
 * compare any of them.
 */
final class EventDependents implements SchemaDependents {
    private final Supplier<FeatureDefinitions> definitions;
    private final List<ModelDefinition> models;
    private final RuleAuthoring rules;

    EventDependents(Supplier<FeatureDefinitions> definitions, List<ModelDefinition> models, RuleAuthoring rules) {
        this.definitions = definitions;
        this.models = List.copyOf(models);
        this.rules = rules;
    }

    @Override
    public List<Dependent> on(String eventType, Set<String> fields) {
        Map<String, String> features = features(eventType, fields);
        Map<String, String> scored = models(features.keySet());
        List<Dependent> dependents = new ArrayList<>();
        features.forEach((feature, column) -> dependents.add(new Dependent("feature", feature, column)));
        published().forEach(rule -> addRule(rule, eventType, fields, features.keySet(), scored.keySet(), dependents));
        scored.forEach((model, feature) -> dependents.add(new Dependent("model", model, feature)));
        return dependents;
    }

    /** Column by feature. */
    private Map<String, String> features(String eventType, Set<String> fields) {
        Map<String, String> features = new LinkedHashMap<>();
        for (StreamFeatureView view : definitions.get().views()) {
            for (Feature feature : view.features()) {
                view.reads(feature, eventType).stream()
                        .filter(fields::contains)
                        .findFirst()
                        .ifPresent(column -> features.put(view.name() + ":" + feature.name(), column));
            }
        }
        definitions.get().onDemandViews().forEach(view -> view.features().forEach(feature -> feature.stored().stream()
                .map(FeatureReference::toString)
                .filter(features::containsKey)
                .findFirst()
                .map(features::get)
                .ifPresent(column -> features.put(view.name() + ":" + feature.name(), column))));
        return features;
    }

    /** One of the features by model. */
    private Map<String, String> models(Set<String> features) {
        Map<String, String> concerned = new LinkedHashMap<>();
        for (ModelDefinition model : models) {
            model.features().stream()
                    .map(Object::toString)
                    .filter(features::contains)
                    .findFirst()
                    .ifPresent(feature -> concerned.put(model.name(), feature));
        }
        return concerned;
    }

    private static void addRule(
            RuleDocument rule,
            String eventType,
            Set<String> fields,
            Set<String> features,
            Set<String> models,
            List<Dependent> dependents) {
        Map<String, String> names = new HashMap<>();
        if (rule.on().equals(eventType)) {
            fields.forEach(field -> names.put(FieldNames.EVENT + field, field));
        }
        features.forEach(feature -> names.put(FieldNames.FEATURE + feature, feature));
        models.forEach(model -> names.put(FieldNames.score(model), model));
        rule.fields().stream()
                .sorted()
                .filter(names::containsKey)
                .findFirst()
                .ifPresent(field -> dependents.add(new Dependent("rule", rule.id(), field)));
    }

    private List<RuleDocument> published() {
        try {
            return rules.published();
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the published rules cannot be read, so what a change breaks is not known", e);
        }
    }
}
