package io.tidemill.decisionengine.rules;

import java.util.Objects;

/**
 * A rule with the version it was published as.
 *
 * @param version from 1, one more with each change of this rule
 */
public record PublishedRule(RuleDocument document, long version) {
    public PublishedRule {
        Objects.requireNonNull(document, "document");
    }
}
