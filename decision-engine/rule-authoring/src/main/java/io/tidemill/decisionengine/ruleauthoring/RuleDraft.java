package io.tidemill.decisionengine.ruleauthoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that is wanted.
 *
 * @param replaces the version it was made from, 0 for a new rule
 * @param document as JSON; {@code null} to withdraw the rule
 */
record RuleDraft(
        String ruleId,
        long replaces,
        @Nullable String tenant,
        @Nullable String document,
        String changedBy,
        Instant changedAt) {}
