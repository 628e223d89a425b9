package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.Explanation;
import io.tidemill.decisionengine.rules.RuleSet;
import io.tidemill.schemas.events.Decision;
import java.util.Comparator;
import java.util.List;

/**
 * A decision with the rules that came nearest to firing.
 *
 * @param missed those that missed the least first, of equal ones by id
 */
public record ExplainedDecision(Decision decision, List<MissedRule> missed) {
    private static final int MOST = 20;

    public ExplainedDecision {
        missed = List.copyOf(missed);
    }

    /** Rules of other tenants are nobody's to see, and those of other event types or put aside could not have fired. */
    static ExplainedDecision of(Decider.Decided decided, RuleSet rules) {
        SubjectFacts facts = decided.facts();
        return new ExplainedDecision(
                decided.decision(),
                rules.rules().stream()
                        .filter(rule -> rule.document().enabled())
                        .filter(rule -> rule.document().on().equals(facts.eventType()))
                        .filter(rule -> rule.document().tenant() == null
                                || facts.tenantId().equals(rule.document().tenant()))
                        .map(rule -> new MissedRule(
                                rule.document().id(),
                                rule.version(),
                                Explanation.of(rule.document(), facts).missed()))
                        .filter(rule -> !rule.missed().isEmpty())
                        .sorted(Comparator.comparingInt(
                                        (MissedRule rule) -> rule.missed().size())
                                .thenComparing(MissedRule::ruleId))
                        .limit(MOST)
                        .toList());
    }
}
