package io.tidemill.infra.servers;

import io.tidemill.decisionengine.decisions.FieldNames;
import io.tidemill.decisionengine.ruleauthoring.RuleAuthoring;
import io.tidemill.decisionengine.rules.RuleDocument;
import io.tidemill.featurejobs.featuredefinitions.FeatureDependents;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The models that are made of features, and the published rules that compare them. */
final class NamedFeatures implements FeatureDependents {
    private final List<ModelDefinition> models;
    private final RuleAuthoring rules;

    NamedFeatures(List<ModelDefinition> models, RuleAuthoring rules) {
        this.models = List.copyOf(models);
        this.rules = rules;
    }

    @Override
    public List<String> naming(Set<String> features) {
        List<String> named = new ArrayList<>();
        models.stream()
                .filter(model -> model.features().stream().map(Object::toString).anyMatch(features::contains))
                .forEach(model -> named.add("model " + model.name()));
        published().stream()
                .filter(rule ->
                        features.stream().map(FieldNames.FEATURE::concat).anyMatch(rule.fields()::contains))
                .forEach(rule -> named.add("rule " + rule.id()));
        return named;
    }

    private List<RuleDocument> published() {
        try {
            return rules.published();
        } catch (SQLException e) {
            throw new IllegalStateException("the published rules cannot be read", e);
        }
    }
}
