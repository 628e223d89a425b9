package io.tidemill.decisionengine.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.decisionengine.rules.RuleSet;
import io.tidemill.decisionengine.scoring.ArtifactLoader;
import io.tidemill.decisionengine.scoring.ModelShelf;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.schemas.events.Decision;
import io.tidemill.schemas.events.RuleChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DecisionMakerTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String RULE =
            """
            {"id": "win-back", "name": "Win back", "on": "order.paid",
             "when": {"all": [{"field": "model.churn.score", "operator": "gt", "value": 0.7},
                              {"field": "event.amount", "operator": "ge", "value": 10}]},
             "then": [{"action": "coupon.issue", "parameters": {"percent": 15}}, {"action": "note.take"}]}""";

    private final LiveRules rules = new LiveRules();
    private final ModelShelf models = new ModelShelf(new ArtifactLoader());

    @Test
    void decidesWithItsReceipt() throws Exception {
        // Given
        rules.apply(List.of(change("win-back", 1, 4, RULE)));
        models.stock(ServingModel.prepare(TestingModels.stump("churn", "member_orders:order_count", 1.5), 7));
        DecisionMaker maker = maker(new FeatureSnapshot(
                Map.of("member_orders:order_count", 5L, "member_orders:last_category", "tea"),
                Map.of("member_orders", 1000L)));

        // When
        Decision decision = maker.decide(subject("20.0000")).orElseThrow();

        // Then
        assertThat(decision.getRuleSetVersion()).isEqualTo(4);
        assertThat(decision.getModelVersion()).isEqualTo(7);
        assertThat(decision.getScore()).isEqualTo(TestingModels.score(1.5), org.assertj.core.data.Offset.offset(1e-6));
        assertThat(decision.getFeatures()).containsEntry("member_orders:order_count", 5.0);
        assertThat(decision.getRulesFired()).hasSize(1);
        assertThat(decision.getActions())
                .extracting(action -> action.getActionId() + " " + action.getType())
                .containsExactly(
                        decision.getDecisionId() + "/1 coupon.issue", decision.getDecisionId() + "/2 note.take");
        assertThat(maker.decide(subject("20.0000"))).contains(decision);
        assertThat(maker.decide(subject("9.9999")).orElseThrow().getRulesFired())
                .isEmpty();
    }

    @Test
    void tellsTheRulesThatCameNearest() {
        // Given rules of which one misses one thing, one two, one fires, and others that could not have fired
        String both = RULE.replace("\"gt\", \"value\": 0.7", "\"isNull\"");
        rules.apply(List.of(
                change("two", 1, 1, RULE.replace("win-back", "two").replace("10}]", "100}]")),
                change("one", 1, 2, RULE.replace("win-back", "one")),
                change("win-back", 3, 3, both),
                change(
                        "other",
                        1,
                        4,
                        RULE.replace("win-back", "other").replace("\"name\"", "\"tenant\": \"shop-9\", \"name\"")),
                change(
                        "aside",
                        1,
                        5,
                        RULE.replace("win-back", "aside").replace("\"name\"", "\"enabled\": false, \"name\"")),
                change("refund", 1, 6, RULE.replace("win-back", "refund").replace("order.paid", "order.refunded"))));

        // When
        ExplainedDecision explained = maker(FeatureSnapshot.NONE).explain(subject("20"));

        // Then
        assertThat(explained.decision().getRulesFired())
                .extracting(fired -> fired.getRuleId())
                .containsExactly("win-back");
        assertThat(explained.missed()).extracting(MissedRule::ruleId).containsExactly("one", "two");
        assertThat(explained.missed().get(0).missed())
                .extracting(missed -> missed.path() + " " + missed.found())
                .containsExactly("/when/all/0 null");
        assertThat(explained.missed().get(1).missed())
                .extracting(missed -> missed.path() + " " + missed.found())
                .containsExactly("/when/all/0 null", "/when/all/1 20");
    }

    @Test
    void aModelThatIsNotThereHasNoScore() {
        // Given
        rules.apply(List.of(change("win-back", 1, 1, RULE)));

        // When
        Decision decision = maker(FeatureSnapshot.NONE).decide(subject("20")).orElseThrow();

        // Then
        assertThat(decision.getScore()).isNull();
        assertThat(decision.getRulesFired()).isEmpty();
    }

    @Test
    void aModelWhoseVersionsAreGoneHasNoScore() throws Exception {
        // Given
        rules.apply(List.of(change("win-back", 1, 1, RULE)));
        models.stock(ServingModel.prepare(TestingModels.stump("churn", "member_orders:order_count", 1.5), 7));

        // When
        Decision decision = new DecisionMaker(rules::current, models, question -> DecisionFeatures.NONE)
                .decide(subject("20"))
                .orElseThrow();

        // Then it is not asked with nothing, which would give a score too
        assertThat(decision.getScore()).isNull();
        assertThat(decision.getModelVersion()).isNull();
        assertThat(decision.getRulesFired()).isEmpty();
    }

    @Test
    void neverDecidesWithoutTheFeatures() {
        // Given
        AtomicBoolean away = new AtomicBoolean(true);
        DecisionMaker maker = new DecisionMaker(rules::current, models, question -> {
            if (away.get()) {
                throw new FeaturesAwayException("away", new IllegalStateException());
            }
            return DecisionFeatures.NONE;
        });
        String rule = RULE.replace("model.churn.score", "feature.member_orders:order_count");
        rules.apply(List.of(change("win-back", 1, 1, rule)));

        // When, Then
        assertThatThrownBy(() -> maker.decide(subject("20"))).isInstanceOf(FeaturesAwayException.class);
        away.set(false);
        assertThat(maker.decide(subject("20"))).isPresent();
    }

    @Test
    void changesAreAppliedOnceAndInOrder() {
        // When
        rules.apply(List.of(change("a", 1, 1, named("a")), change("b", 1, 2, named("b"))));
        RuleSet first = rules.current();
        rules.apply(List.of(change("a", 1, 1, named("a"))));
        RuleSet repeated = rules.current();
        List<String> refused = rules.apply(List.of(change("a", 2, 3, "{}"), change("b", 2, 4, null)));

        // Then
        assertThat(repeated).isSameAs(first);
        assertThat(refused).containsExactly("rule a version 2 cannot be read");
        assertThat(rules.current().version()).isEqualTo(4);
        assertThat(rules.current().rules())
                .extracting(rule -> rule.document().id() + rule.version())
                .containsExactly("a1");
        assertThat(maker(FeatureSnapshot.NONE)
                        .decide(new Subject("d", "order.refunded", "m1", "default", NOON, Map.of(), null, null)))
                .isEmpty();
    }

    private DecisionMaker maker(FeatureSnapshot snapshot) {
        return new DecisionMaker(
                rules::current,
                models,
                question -> new DecisionFeatures(snapshot, Map.of("churn", snapshot), snapshot));
    }

    private static Subject subject(String amount) {
        return new Subject(
                Subject.decisionId("shop", "o1"),
                "order.paid",
                "m1",
                "default",
                NOON,
                Map.of("amount", new BigDecimal(amount)),
                "o1",
                "shop");
    }

    private static String named(String id) {
        return RULE.replace("win-back", id);
    }

    private static RuleChange change(
            String id, long version, long ruleSetVersion, @org.jspecify.annotations.Nullable String document) {
        RuleChange.Builder change = RuleChange.newBuilder()
                .setRuleId(id)
                .setVersion(version)
                .setRuleSetVersion(ruleSetVersion)
                .setChangedBy("mei")
                .setChangedAt(NOON);
        if (document != null) {
            change.setDocument(document);
        }
        return change.build();
    }
}
