package io.tidemill.decisionengine.rules;

import io.tidemill.decisionengine.rules.Condition.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Why a rule fires on some facts, or does not: everything that it requires, looked at by the same comparisons that
 * {@link RuleSet} decides by. Made for people, not for the path of decisions.
 *
 * @param requirements of which each must hold: the event type, where the document has them the tenant, the times and that it
 *     is enabled, and each of the conditions that the outermost {@code all} names
 */
public record Explanation(List<Requirement> requirements) {
    public Explanation {
        requirements = List.copyOf(requirements);
    }

    /** Explains a rule. */
    public static Explanation of(RuleDocument document, Facts facts) {
        List<Requirement> requirements = new ArrayList<>();
        if (!document.enabled()) {
            requirements.add(leaf("/enabled", "true", false, false));
        }
        requirements.add(
                leaf("/on", document.on(), facts.eventType(), document.on().equals(facts.eventType())));
        String tenant = document.tenant();
        if (tenant != null) {
            requirements.add(leaf("/tenant", tenant, facts.tenantId(), tenant.equals(facts.tenantId())));
        }
        if (document.start() != null) {
            boolean begun = !facts.time().isBefore(Objects.requireNonNull(document.start()));
            requirements.add(leaf("/start", document.start().toString(), facts.time(), begun));
        }
        if (document.end() != null) {
            boolean before = facts.time().isBefore(Objects.requireNonNull(document.end()));
            requirements.add(leaf("/end", document.end().toString(), facts.time(), before));
        }
        if (document.when() instanceof Condition.All all) {
            requirements.addAll(group(all.conditions(), "/when/all/", facts));
        } else {
            requirements.add(of(document.when(), "/when", facts));
        }
        return new Explanation(requirements);
    }

    /** Whether the rule fires. */
    public boolean fires() {
        return requirements.stream().allMatch(Requirement::holds);
    }

    /** What kept it from firing; empty when it fires. */
    public List<Requirement> missed() {
        return requirements.stream().filter(requirement -> !requirement.holds()).toList();
    }

    private static Requirement of(Condition condition, String path, Facts facts) {
        if (condition instanceof Condition.All all) {
            List<Requirement> of = group(all.conditions(), path + "/all/", facts);
            return node(condition, path, of.stream().allMatch(Requirement::holds), of);
        }
        if (condition instanceof Condition.Any any) {
            List<Requirement> of = group(any.conditions(), path + "/any/", facts);
            return node(condition, path, of.stream().anyMatch(Requirement::holds), of);
        }
        if (condition instanceof Condition.None none) {
            List<Requirement> of = group(none.conditions(), path + "/none/", facts);
            return node(condition, path, of.stream().noneMatch(Requirement::holds), of);
        }
        Object value = facts.value(((Comparison) condition).field());
        return leaf(
                path,
                RuleWriter.condition(condition),
                Comparing.present(value) ? value : null,
                FactTest.of(condition).holds(facts));
    }

    private static List<Requirement> group(List<Condition> conditions, String path, Facts facts) {
        return IntStream.range(0, conditions.size())
                .mapToObj(place -> of(conditions.get(place), path + place, facts))
                .toList();
    }

    private static Requirement node(Condition condition, String path, boolean holds, List<Requirement> of) {
        return new Requirement(path, RuleWriter.condition(condition), null, holds, of);
    }

    private static Requirement leaf(String path, String expected, @Nullable Object found, boolean holds) {
        return new Requirement(path, expected, found, holds, List.of());
    }
}
