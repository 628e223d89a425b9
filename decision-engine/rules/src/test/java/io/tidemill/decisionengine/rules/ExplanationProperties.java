package io.tidemill.decisionengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is told of a rule before it is published is what the rule does. */
class ExplanationProperties {
    @Property(tries = 500)
    void aRuleFiresWhenNothingIsMissed(@ForAll long seed) throws Exception {
        // Given
        Random random = new Random(seed);
        JsonNode document = RandomRules.json(RandomRules.document(0, random));
        RuleDocument read = TestingRules.document(document.toString());
        RuleSet rules = RuleSet.of(1, List.of(TestingRules.compiled(document.toString())));
        for (int i = 0; i < 20; i++) {
            TestingFacts facts = RandomRules.facts(random);
            // When
            Explanation explanation = Explanation.of(read, facts);
            // Then it fires as the rule does, and each requirement stands where its path says
            assertThat(explanation.fires())
                    .isEqualTo(!rules.decide(facts).fired().isEmpty())
                    .isEqualTo(explanation.missed().isEmpty());
            assertThat(explanation.requirements().stream().flatMap(ExplanationProperties::all))
                    .allSatisfy(requirement -> assertThat(
                                    document.at(requirement.path()).isMissingNode())
                            .as(requirement.path())
                            .isFalse());
        }
    }

    @Property(tries = 1000)
    void whatIsWarnedOfIsSo(@ForAll long seed) throws Exception {
        // Given a rule of few fields, so that they contradict each other often
        Random random = new Random(seed);
        RuleDocument document = TestingRules.document(RandomRules.aboutFewFields(random));
        List<Warning> warnings = RuleAnalysis.of(document, TestingRules.CATALOGUE);
        for (int i = 0; i < 40; i++) {
            TestingFacts facts = RandomRules.facts(random);
            boolean holds = FactTest.of(document.when()).holds(facts);
            for (Warning warning : warnings) {
                // Then what never holds does not hold, what always holds does
                if (warning.path().equals("/when")) {
                    assertThat(holds)
                            .as("%s of %s", warning, document.when())
                            .isEqualTo(warning.code() == Warning.Code.ALWAYS_TRUE);
                }
                // And a condition that adds nothing may as well be left out
                if (warning.code() == Warning.Code.REDUNDANT && warning.path().startsWith("/when/all/")) {
                    int place = Integer.parseInt(
                            warning.path().substring("/when/all/".length()).split("/")[0]);
                    Condition.All all = (Condition.All) document.when();
                    if (warning.path().equals("/when/all/" + place)) {
                        assertThat(FactTest.of(RandomRules.without(all, place)).holds(facts))
                                .as("%s of %s", warning, document.when())
                                .isEqualTo(holds);
                    }
                }
            }
        }
    }

    private static Stream<Requirement> all(Requirement requirement) {
        return Stream.concat(Stream.of(requirement), requirement.of().stream().flatMap(ExplanationProperties::all));
    }
}
