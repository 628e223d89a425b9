package io.tidemill.decisionengine.ruleauthoring;

/** What came of saving a draft. */
sealed interface Saving {
    /** It is a version now. */
    record Saved(RuleVersion version) implements Saving {}

    /** Someone else was faster. */
    record Stale(long currentVersion) implements Saving {}
}
