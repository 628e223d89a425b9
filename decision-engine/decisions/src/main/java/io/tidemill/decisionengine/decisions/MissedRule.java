package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.Requirement;
import java.util.List;

/**
 * A rule about the type of an event that did not fire on it.
 *
 * @param version of the rule
 * @param missed what it requires and was not fulfilled, at least one
 */
public record MissedRule(String ruleId, long version, List<Requirement> missed) {
    public MissedRule {
        missed = List.copyOf(missed);
    }
}
