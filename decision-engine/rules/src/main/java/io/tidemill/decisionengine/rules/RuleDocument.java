package io.tidemill.decisionengine.rules;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule as staff wrote it, read and found whole. See {@code docs/rules.md}.
 *
 * @param id names the rule for good
 * @param name for people
 * @param on the event type it looks at
 * @param when its conditions
 * @param then what it asks for, in order
 * @param priority rules that fire are in descending order of it; those of equal priority by id
 * @param start the first instant at which it can fire; {@code null} for no bound
 * @param end the first instant at which it cannot fire any more; {@code null} for no bound
 * @param enabled whether it can fire at all
 * @param tenant the only tenant whose events it looks at; {@code null} for those of all
 */
public record RuleDocument(
        String id,
        String name,
        String on,
        Condition when,
        List<RuleAction> then,
        int priority,
        @Nullable Instant start,
        @Nullable Instant end,
        boolean enabled,
        @Nullable String tenant) {
    public RuleDocument {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(on, "on");
        Objects.requireNonNull(when, "when");
        then = List.copyOf(then);
    }

    /** The fields its conditions read. */
    public Set<String> fields() {
        return when.comparisons().map(Condition.Comparison::field).collect(Collectors.toUnmodifiableSet());
    }

    /** The same rule for one tenant only. */
    public RuleDocument ofTenant(String only) {
        return new RuleDocument(id, name, on, when, then, priority, start, end, enabled, only);
    }
}
