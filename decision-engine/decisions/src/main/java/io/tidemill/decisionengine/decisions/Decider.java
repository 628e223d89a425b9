package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.FiredRule;
import io.tidemill.decisionengine.rules.RuleAction;
import io.tidemill.decisionengine.rules.RuleOutcome;
import io.tidemill.decisionengine.rules.RuleSet;
import io.tidemill.decisionengine.scoring.Score;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.schemas.events.DecidedAction;
import io.tidemill.schemas.events.Decision;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Facts, models and rules to a decision: pure, the same for the stream and for HTTP. */
final class Decider {
    private Decider() {}

    /** A decision, and what it was made from. */
    record Decided(Decision decision, SubjectFacts facts) {}

    /**
     * Decides.
     *
     * @param models the models that the rules name, each held for the whole decision; one whose features are not known has no
     *     score
     */
    static Decided decide(
            Subject subject, RuleSet rules, SortedMap<String, ServingModel> models, DecisionFeatures features) {
        SortedMap<String, Score> scores = new TreeMap<>();
        models.forEach((name, model) -> {
            FeatureSnapshot own = features.models().get(name);
            if (own != null) {
                scores.put(name, model.score(own::number));
            }
        });
        SubjectFacts facts = new SubjectFacts(subject, features.serving(), scores);
        RuleOutcome outcome = rules.decide(facts);
        Decision.Builder decision = Decision.newBuilder()
                .setDecisionId(subject.decisionId())
                .setEventType(subject.eventType())
                .setEntityId(subject.entityId())
                .setDecidedAt(subject.time().truncatedTo(ChronoUnit.MILLIS))
                .setFeatures(recorded(features.receipt().values()))
                .setFeatureTimes(features.receipt().times())
                .setRuleSetVersion(outcome.ruleSetVersion())
                .setRulesFired(outcome.fired().stream().map(Decider::fired).toList())
                .setActions(actions(subject.decisionId(), outcome.fired()));
        if (subject.eventId() != null && subject.eventSource() != null) {
            decision.setEventId(subject.eventId()).setEventSource(subject.eventSource());
        }
        // A receipt has room for one score: where rules name several models, that of the first by name.
        scores.values().stream().findFirst().ifPresent(score -> decision.setModelName(score.modelName())
                .setModelVersion(score.version())
                .setScore(score.value()));
        return new Decided(decision.build(), facts);
    }

    private static io.tidemill.schemas.events.FiredRule fired(FiredRule rule) {
        return new io.tidemill.schemas.events.FiredRule(rule.ruleId(), rule.version());
    }

    /** Numbers are recorded as doubles, everything else as text. */
    private static Map<String, Object> recorded(Map<String, Object> values) {
        Map<String, Object> recorded = new HashMap<>();
        values.forEach((reference, value) -> recorded.put(
                reference, value instanceof Number number ? (Object) number.doubleValue() : value.toString()));
        return recorded;
    }

    private static List<DecidedAction> actions(String decisionId, List<FiredRule> fired) {
        List<DecidedAction> actions = new ArrayList<>();
        for (FiredRule rule : fired) {
            for (RuleAction action : rule.actions()) {
                actions.add(new DecidedAction(
                        decisionId + "/" + (actions.size() + 1), action.type(), rule.ruleId(), action.parameters()));
            }
        }
        return actions;
    }
}
