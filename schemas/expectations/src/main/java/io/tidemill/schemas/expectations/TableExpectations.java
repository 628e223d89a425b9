package io.tidemill.schemas.expectations;

import java.util.List;
import java.util.Objects;

/**
 * Everything that is expected of one table.
 *
 * @param table its name within the namespace, such as {@code order_paid}
 * @param version names this text of the definition; another text is judged anew
 * @param description for people
 * @param expectations in the order of the file
 */
public record TableExpectations(String table, String version, String description, List<Expectation> expectations) {
    public TableExpectations {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(description, "description");
        expectations = List.copyOf(expectations);
    }

    /** Whether a day can fail: whoever needs a good day has to wait for the verdict then. */
    public boolean canFail() {
        return expectations.stream().anyMatch(expectation -> expectation.severity() == Severity.MUST);
    }

    /** How many days back the rules look. */
    public int daysBack() {
        return expectations.stream()
                .mapToInt(expectation -> expectation.rule().daysBack())
                .max()
                .orElse(0);
    }
}
