package io.tidemill.decisionengine.rules;

import static io.tidemill.decisionengine.rules.TestingRules.compiled;
import static io.tidemill.decisionengine.rules.TestingRules.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    private static final String BIG = "{\"field\": \"event.amount\", \"operator\": \"gt\", \"value\": 100}";
    private static final Facts ORDER_OF_200 =
            TestingFacts.of("order.paid", Map.of("event.amount", new BigDecimal("200.0000")));

    @Test
    void tellsWhatFiredByPriorityThenId() {
        // Given
        RuleSet rules = RuleSet.of(
                7,
                List.of(
                        compiled(json("b", BIG)),
                        compiled(json("a", BIG)),
                        compiled(json("z", BIG).replace("\"on\"", "\"priority\": 5, \"on\"")),
                        compiled(json("off", BIG).replace("\"on\"", "\"enabled\": false, \"on\"")),
                        compiled(json("other", BIG).replace("order.paid", "order.refunded"))));

        // When
        RuleOutcome outcome = rules.decide(ORDER_OF_200);

        // Then
        assertThat(outcome.ruleSetVersion()).isEqualTo(7);
        assertThat(outcome.fired()).extracting(FiredRule::ruleId).containsExactly("z", "a", "b");
        assertThat(outcome.fired().get(0).actions())
                .containsExactly(new RuleAction("coupon.issue", Map.of("percent", "10")));
    }

    @Test
    void looksAtTenantStartAndEnd() {
        // Given
        String bounds =
                "\"tenant\": \"shop-7\", \"start\": \"2026-03-01T12:00:00Z\", \"end\": \"2026-03-01T13:00:00Z\", \"on\"";
        RuleSet rules = RuleSet.of(1, List.of(compiled(json("a", BIG).replace("\"on\"", bounds))));
        Map<String, Object> values = Map.of("event.amount", 200);

        // When, Then
        for (long minute : List.of(-1L, 0L, 59L, 60L)) {
            Facts facts = new TestingFacts(
                    "order.paid", "shop-7", TestingFacts.NOON.plus(Duration.ofMinutes(minute)), values);
            assertThat(rules.decide(facts).fired()).hasSize(minute >= 0 && minute < 60 ? 1 : 0);
        }
        assertThat(rules.decide(ORDER_OF_200).fired()).isEmpty();
    }

    @Test
    void leaksNothingFromOneDecisionToTheNext() {
        // Given
        RuleSet rules = RuleSet.of(
                1,
                List.of(
                        compiled(json("big", BIG)),
                        compiled(json("unknown", "{\"field\": \"event.amount\", \"operator\": \"isNull\"}"))));

        // When, Then
        for (int i = 0; i < 500; i++) {
            assertThat(rules.decide(ORDER_OF_200).fired())
                    .extracting(FiredRule::ruleId)
                    .containsExactly("big");
            assertThat(rules.decide(TestingFacts.of("order.paid", Map.of())).fired())
                    .extracting(FiredRule::ruleId)
                    .containsExactly("unknown");
            assertThat(rules.decide(TestingFacts.of("product.viewed", Map.of())).fired())
                    .isEmpty();
        }
    }

    @Test
    void goesOnAfterFactsThatThrow() {
        // Given
        RuleSet rules = RuleSet.of(1, List.of(compiled(json("big", BIG))));
        Facts broken = new BrokenFacts();

        // When, Then
        assertThatThrownBy(() -> rules.decide(broken)).isInstanceOf(IllegalStateException.class);
        assertThat(rules.decide(ORDER_OF_200).fired()).hasSize(1);
    }

    @Test
    void answersManyThreadsAtOnce() throws Exception {
        // Given
        RuleSet rules = RuleSet.of(1, List.of(compiled(json("big", BIG))));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> answers = new ArrayList<>();

        // When
        for (int i = 0; i < 4_000; i++) {
            int amount = i % 200;
            Facts facts = TestingFacts.of("order.paid", Map.of("event.amount", amount));
            answers.add(threads.submit(() -> rules.decide(facts).fired().isEmpty() == (amount <= 100)));
        }

        // Then
        for (Future<Boolean> answer : answers) {
            assertThat(answer.get()).isTrue();
        }
        threads.shutdown();
    }

    @Test
    void aChangeMakesAnotherRuleSet() {
        // Given
        RuleSet first = RuleSet.of(1, List.of(compiled(json("a", BIG))));

        // When
        RuleSet second = first.with(2, compiled(json("b", BIG)));
        RuleSet third = second.without(3, "a");

        // Then
        assertThat(first.decide(ORDER_OF_200).fired()).hasSize(1);
        assertThat(second.decide(ORDER_OF_200).fired()).hasSize(2);
        assertThat(third.decide(ORDER_OF_200).fired())
                .extracting(FiredRule::ruleId)
                .containsExactly("b");
        assertThat(third.concerns("order.paid")).isTrue();
        assertThat(third.concerns("order.refunded")).isFalse();
        assertThat(third.fields("order.paid")).containsExactly("event.amount");
        assertThat(RuleSet.empty().decide(ORDER_OF_200).fired()).isEmpty();
    }

    @Test
    void rulesOfEqualConditionsAndDifferentLiteralsStayApart() {
        // Given
        RuleSet rules = RuleSet.of(
                1,
                IntStream.range(0, 300)
                        .mapToObj(i -> compiled(json("r" + i, BIG.replace("100", Integer.toString(i)))))
                        .toList());

        // When
        RuleOutcome outcome = rules.decide(TestingFacts.of("order.paid", Map.of("event.amount", 250.0)));

        // Then
        assertThat(outcome.fired()).hasSize(250);
    }

    /** Facts whose source is broken. */
    private static final class BrokenFacts implements Facts {
        @Override
        public String eventType() {
            return "order.paid";
        }

        @Override
        public String tenantId() {
            return "default";
        }

        @Override
        public java.time.Instant time() {
            return TestingFacts.NOON;
        }

        @Override
        public Object value(String field) {
            throw new IllegalArgumentException(field);
        }
    }
}
