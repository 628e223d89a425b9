package io.tidemill.decisionengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

/** Documents and a catalogue for tests. */
final class TestingRules {
    static final FieldCatalogue CATALOGUE = new FieldCatalogue(
            Set.of("order.paid", "product.viewed"),
            List.of(
                    new CatalogueField("event.amount", FieldType.NUMBER, "what was paid", Set.of("order.paid")),
                    new CatalogueField("event.category", FieldType.TEXT, "", Set.of()),
                    new CatalogueField("event.member", FieldType.BOOLEAN, "", Set.of()),
                    new CatalogueField("event.startsAt", FieldType.TIME, "", Set.of()),
                    new CatalogueField("feature.member_orders:count_90d", FieldType.NUMBER, "", Set.of()),
                    new CatalogueField("model.churn.score", FieldType.NUMBER, "", Set.of())));

    private TestingRules() {}

    /** A document whose {@code when} is given. */
    static String json(String id, String when) {
        return """
                {"id": "%s", "name": "A rule", "on": "order.paid", "when": %s,
                 "then": [{"action": "coupon.issue", "parameters": {"percent": 10}}]}"""
                .formatted(id, when);
    }

    static RuleDocument document(String json) {
        RuleReading reading = RuleReader.read(json);
        assertThat(reading).isInstanceOf(RuleReading.Whole.class);
        return ((RuleReading.Whole) reading).document();
    }

    static CompiledRule compiled(String json) {
        return CompiledRule.of(new PublishedRule(document(json), 1));
    }

    /** The faults of reading, or else those of validating. */
    static List<Fault> faults(String json) {
        RuleReading reading = RuleReader.read(json);
        if (reading instanceof RuleReading.Faulty faulty) {
            return faulty.faults();
        }
        return new RuleValidator(CATALOGUE).faults(((RuleReading.Whole) reading).document());
    }
}
