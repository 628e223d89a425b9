package io.tidemill.decisionengine.rules;

import java.util.List;

/**
 * What a rule set says about some facts.
 *
 * @param ruleSetVersion which rule set it was
 * @param fired the rules that fired, by descending priority and then by id
 */
public record RuleOutcome(long ruleSetVersion, List<FiredRule> fired) {
    public RuleOutcome {
        fired = List.copyOf(fired);
    }
}
