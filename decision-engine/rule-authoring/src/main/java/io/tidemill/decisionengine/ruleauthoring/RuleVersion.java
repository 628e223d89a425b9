package io.tidemill.decisionengine.ruleauthoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a rule.
 *
 * @param version from 1
 * @param ruleSetVersion the version of the whole rule set that it made
 * @param tenant whose rule it is; {@code null} for a rule of every tenant
 * @param document as JSON; {@code null} when this version withdraws the rule
 * @param changedBy who
 * @param changedAt when
 */
record RuleVersion(
        String ruleId,
        long version,
        long ruleSetVersion,
        @Nullable String tenant,
        @Nullable String document,
        String changedBy,
        Instant changedAt) {
    boolean withdrawn() {
        return document == null;
    }
}
