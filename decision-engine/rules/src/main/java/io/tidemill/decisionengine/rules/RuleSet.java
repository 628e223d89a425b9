package io.tidemill.decisionengine.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;

/**
 * All the rules of one instant, ready to be asked. Immutable and safe to share between threads: a change makes another
 * rule set, which shares the compiled form of the rules that did not change.
 */
public final class RuleSet {
    private final long version;
    private final List<CompiledRule> rules;
    private final KieBase base;
    private final Queue<RuleSession> idle = new ConcurrentLinkedQueue<>();

    private RuleSet(long version, List<CompiledRule> rules) {
        this.version = version;
        this.rules = rules;
        this.base = KieBaseBuilder.createKieBaseFromModel(new ModelImpl("rules").withRules(models(rules)));
    }

    /** The rule set before the first rule, of version 0. */
    public static RuleSet empty() {
        return new RuleSet(0, List.of());
    }

    /**
     * The rule set of these rules.
     *
     * @throws IllegalArgumentException if two have the same id
     */
    public static RuleSet of(long version, Collection<CompiledRule> rules) {
        List<CompiledRule> sorted = rules.stream().sorted(CompiledRule.ORDER).toList();
        long ids = sorted.stream().map(RuleSet::id).distinct().count();
        if (ids != sorted.size()) {
            throw new IllegalArgumentException("rule set " + version + " has two rules of one id");
        }
        return new RuleSet(version, sorted);
    }

    /** This rule set with one rule added or replaced. */
    public RuleSet with(long newVersion, CompiledRule rule) {
        List<CompiledRule> changed = others(id(rule));
        changed.add(rule);
        return of(newVersion, changed);
    }

    /** This rule set without a rule. */
    public RuleSet without(long newVersion, String ruleId) {
        return of(newVersion, others(ruleId));
    }

    /** Its version, greater with each change. */
    public long version() {
        return version;
    }

    /** Its rules by id. */
    public List<PublishedRule> rules() {
        return rules.stream()
                .map(CompiledRule::rule)
                .sorted(Comparator.comparing(rule -> rule.document().id()))
                .toList();
    }

    /** Whether any enabled rule is about events of a type. */
    public boolean concerns(String eventType) {
        return rules.stream().anyMatch(rule -> about(rule, eventType));
    }

    /** The fields that enabled rules about events of a type read. */
    public Set<String> fields(String eventType) {
        return rules.stream()
                .filter(rule -> about(rule, eventType))
                .flatMap(rule -> rule.rule().document().fields().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the rules say. */
    public RuleOutcome decide(Facts facts) {
        Question question = new Question(facts);
        RuleSession session = idle.poll();
        if (session == null) {
            session = new RuleSession(base);
        }
        session.ask(question);
        // Not reached when the rules throw: the broken session is dropped then.
        idle.add(session);
        return new RuleOutcome(
                version,
                question.fired().stream()
                        .sorted(CompiledRule.ORDER)
                        .map(CompiledRule::fired)
                        .toList());
    }

    private List<CompiledRule> others(String ruleId) {
        return rules.stream().filter(rule -> !id(rule).equals(ruleId)).collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean about(CompiledRule rule, String eventType) {
        return rule.rule().document().enabled() && rule.rule().document().on().equals(eventType);
    }

    private static String id(CompiledRule rule) {
        return rule.rule().document().id();
    }

    private static List<Rule> models(List<CompiledRule> rules) {
        List<Rule> models = new ArrayList<>();
        for (CompiledRule rule : rules) {
            if (rule.rule().document().enabled()) {
                models.add(rule.model("rule_" + models.size()));
            }
        }
        return models;
    }
}
