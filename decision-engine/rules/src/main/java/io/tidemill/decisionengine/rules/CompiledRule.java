package io.tidemill.decisionengine.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.drools.model.Index.ConstraintType;
import org.drools.model.PatternDSL;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.Rule;
import org.drools.model.Variable;

/**
 * A rule in the form Drools runs, compiled on its own; rule sets share it. It is Drools's executable model, built as
 * objects: no text is ever generated, so nothing in a document can become code. Immutable and safe to share between
 * threads.
 */
public final class CompiledRule {
    /** The order in which rules that fired are told. */
    static final Comparator<CompiledRule> ORDER = Comparator.comparingInt(
                    (CompiledRule rule) -> -rule.rule.document().priority())
            .thenComparing(rule -> rule.rule.document().id());

    private final PublishedRule rule;
    private final FiredRule fired;
    private final List<NamedTest> tests;

    private CompiledRule(PublishedRule rule, List<NamedTest> tests) {
        this.rule = rule;
        this.fired = new FiredRule(
                rule.document().id(), rule.version(), rule.document().then());
        this.tests = tests;
    }

    /** A test and a text that is the same for equal tests alone: Drools evaluates equal ones once. */
    private record NamedTest(String name, FactTest test) {}

    /** Compiles a rule. */
    public static CompiledRule of(PublishedRule rule) {
        RuleDocument document = rule.document();
        List<NamedTest> tests = new ArrayList<>();
        addTenant(document, tests);
        addTimes(document, tests);
        if (document.when() instanceof Condition.All all) {
            all.conditions().forEach(condition -> tests.add(test(condition)));
        } else {
            tests.add(test(document.when()));
        }
        return new CompiledRule(rule, List.copyOf(tests));
    }

    /** What it was compiled from. */
    public PublishedRule rule() {
        return rule;
    }

    FiredRule fired() {
        return fired;
    }

    /** The rule under a generated name. Drools keeps what it is given, so each knowledge base gets its own. */
    Rule model(String name) {
        Variable<Question> question = PatternDSL.declarationOf(Question.class, "question");
        String on = rule.document().on();
        PatternDef<Question> pattern = PatternDSL.pattern(question)
                .expr(
                        "on " + on,
                        asked -> asked.facts().eventType().equals(on),
                        PatternDSL.alphaIndexedBy(
                                String.class,
                                ConstraintType.EQUAL,
                                0,
                                asked -> asked.facts().eventType(),
                                on));
        for (NamedTest test : tests) {
            pattern = pattern.expr(test.name(), asked -> test.test().holds(asked.facts()));
        }
        return PatternDSL.rule(name).build(pattern, PatternDSL.on(question).execute(asked -> asked.fire(this)));
    }

    private static void addTenant(RuleDocument document, List<NamedTest> tests) {
        String tenant = document.tenant();
        if (tenant != null) {
            tests.add(
                    new NamedTest("tenant " + tenant, facts -> facts.tenantId().equals(tenant)));
        }
    }

    private static void addTimes(RuleDocument document, List<NamedTest> tests) {
        if (document.start() != null) {
            tests.add(new NamedTest("start " + document.start(), facts -> !facts.time()
                    .isBefore(Objects.requireNonNull(document.start()))));
        }
        if (document.end() != null) {
            tests.add(new NamedTest(
                    "end " + document.end(), facts -> facts.time().isBefore(Objects.requireNonNull(document.end()))));
        }
    }

    private static NamedTest test(Condition condition) {
        return new NamedTest("when " + RuleWriter.condition(condition), FactTest.of(condition));
    }
}
