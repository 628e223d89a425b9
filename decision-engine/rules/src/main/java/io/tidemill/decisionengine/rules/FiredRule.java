package io.tidemill.decisionengine.rules;

import java.util.List;

/** A rule whose conditions held, and what it asks for. */
public record FiredRule(String ruleId, long version, List<RuleAction> actions) {
    public FiredRule {
        actions = List.copyOf(actions);
    }
}
