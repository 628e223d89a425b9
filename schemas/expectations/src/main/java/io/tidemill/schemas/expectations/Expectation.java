package io.tidemill.schemas.expectations;

import java.util.Objects;
import java.util.Optional;

/**
 * One thing that is expected of each day of a table.
 *
 * @param name its name within the table
 * @param severity what follows when it is not met
 * @param tenant only rows of this store or brand are looked at; all if empty
 * @param rule what is expected
 */
public record Expectation(String name, Severity severity, Optional<String> tenant, Rule rule) {
    public Expectation {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(rule, "rule");
    }
}
