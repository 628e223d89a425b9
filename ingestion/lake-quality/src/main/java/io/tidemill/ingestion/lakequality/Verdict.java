package io.tidemill.ingestion.lakequality;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a day. The lower-case names stand on the topic and in the database: never rename one. */
public enum Verdict {
    /** It has not been judged yet. */
    WAITING,
    /** Every must-rule is met. */
    PASSED,
    /** A must-rule is not met. */
    FAILED,
    /** A person took responsibility. */
    RELEASED;

    /** The name in the lower case. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
