package io.tidemill.schemas.expectations;

import java.util.Locale;

/** What follows when an expectation is not met. The lower-case names stand in the database: never rename one. */
public enum Severity {
    /** The day fails: training waits until a person releases it. */
    MUST,
    /** The report says so, and nothing waits. */
    SHOULD;

    /** The name as definitions write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
