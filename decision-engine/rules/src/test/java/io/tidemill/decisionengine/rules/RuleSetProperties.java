package io.tidemill.decisionengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RuleSetProperties {
    @Property(tries = 300)
    void droolsSaysWhatTheDocumentSays(@ForAll("seeds") long seed) throws Exception {
        // Given
        Random random = new Random(seed);
        List<JsonNode> documents = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(25); i++) {
            documents.add(RandomRules.json(RandomRules.document(i, random)));
        }
        RuleSet rules = RuleSet.of(
                1,
                documents.stream()
                        .map(document -> TestingRules.compiled(document.toString()))
                        .toList());

        for (int i = 0; i < 20; i++) {
            TestingFacts facts = RandomRules.facts(random);

            // When
            RuleOutcome outcome = rules.decide(facts);

            // Then
            assertThat(outcome.fired())
                    .extracting(FiredRule::ruleId)
                    .containsExactlyElementsOf(documents.stream()
                            .filter(document -> PlainInterpreter.fires(document, facts))
                            .sorted(Comparator.comparing((JsonNode document) ->
                                            -document.path("priority").asInt())
                                    .thenComparing(
                                            document -> document.get("id").asText()))
                            .map(document -> document.get("id").asText())
                            .toList());
        }
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }
}
