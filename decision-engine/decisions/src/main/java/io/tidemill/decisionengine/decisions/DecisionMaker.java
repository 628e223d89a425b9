package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.RuleSet;
import io.tidemill.decisionengine.scoring.ModelShelf;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.schemas.events.Decision;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes decisions with the rules and models of the moment. One decision uses one rule set and one version of each
 * model, whatever is swapped meanwhile. Safe to share between threads.
 */
public final class DecisionMaker {
    private final Supplier<RuleSet> rules;
    private final ModelShelf models;
    private final FeatureSource features;

    public DecisionMaker(Supplier<RuleSet> rules, ModelShelf models, FeatureSource features) {
        this.rules = rules;
        this.models = models;
        this.features = features;
    }

    /**
     * Decides; waits for the features.
     *
     * @return empty when no rule is about events of this type
     * @throws FeaturesAwayException if features are needed and cannot be had now
     */
    public Optional<Decision> decide(Subject subject) {
        RuleSet current = rules.get();
        return current.concerns(subject.eventType())
                ? Optional.of(decide(subject, current).decision())
                : Optional.empty();
    }

    /** Decides, also where no rule is about events of this type. */
    public Decision decideAlways(Subject subject) {
        return decide(subject, rules.get()).decision();
    }

    /** Decides as {@link #decideAlways}, and tells why rules did not fire: for people, it takes longer. */
    public ExplainedDecision explain(Subject subject) {
        RuleSet current = rules.get();
        return ExplainedDecision.of(decide(subject, current), current);
    }

    private Decider.Decided decide(Subject subject, RuleSet current) {
        SortedMap<String, ServingModel> serving = new TreeMap<>();
        Set<String> references = new HashSet<>();
        for (String field : current.fields(subject.eventType())) {
            if (FieldNames.isScore(field)) {
                String name = FieldNames.model(field);
                models.find(name).ifPresent(model -> serving.put(name, model));
            } else if (field.startsWith(FieldNames.FEATURE)) {
                references.add(field.substring(FieldNames.FEATURE.length()));
            }
        }
        FeatureQuestion question = FeatureQuestion.of(subject, references, serving.values());
        DecisionFeatures read = question.asksForNothing() ? DecisionFeatures.NONE : features.read(question);
        return Decider.decide(subject, current, serving, read);
    }
}
