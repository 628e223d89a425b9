package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/** The name and phone of a registration are personal data by its schema. */
class SensitivityDefinitionsTest {
    private static final String YAML =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            pushSources: [{name: nightly}]
            featureViews:
              - name: scores
                entity: member
                source: nightly
                sensitivity: personal
                features:
                  - {name: risk, valueType: double}
                  - {name: tier, valueType: string, sensitivity: public}
            streamFeatureViews:
              - name: contact
                entity: member
                source: member.registered
                features:
                  - {name: phone, function: last, column: phone}
                  - {name: phones, function: distinct_count, column: phone}
                  - {name: named, function: count, where: {name: {present: true}}}
                  - {name: all, function: count}
                  - {name: named_share, function: ratio, numerator: named, denominator: all}
              - name: orders
                entity: member
                source: order.paid
                sensitivity: public
                attributes: {who: {source: member.registered, column: name}}
                features:
                  - {name: n, function: count}
                  - {name: amount, function: sum, column: amount, sensitivity: internal}
                  - {name: who, function: last, column: who}
            onDemandFeatureViews:
              - name: asked
                sources: [contact, orders]
                features:
                  - {name: reachable, valueType: int64, expression: "contact.phones > 0 ? 1 : 0"}
                  - {name: twice, valueType: int64, expression: "orders.n * 2"}
            """;

    @Test
    void whatIsComputedFromPersonalDataIsPersonal() {
        FeatureDefinitions read = FeatureDefinitions.parse("shop.yaml", YAML);
        assertThat(read.view("contact").orElseThrow().features())
                .extracting(Feature::sensitivity)
                .containsExactly(
                        Sensitivity.PERSONAL,
                        Sensitivity.PERSONAL,
                        Sensitivity.PERSONAL,
                        Sensitivity.INTERNAL,
                        Sensitivity.PERSONAL);
        assertThat(read.view("orders").orElseThrow().features())
                .extracting(Feature::sensitivity)
                .containsExactly(Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.PERSONAL);
        assertThat(read.onDemandViews().iterator().next().features())
                .extracting(OnDemandFeature::sensitivity)
                .containsExactly(Sensitivity.PERSONAL, Sensitivity.INTERNAL);
        assertThat(read.featureViews().iterator().next().features())
                .extracting(StoredField::sensitivity)
                .containsExactly(Sensitivity.PERSONAL, Sensitivity.PUBLIC);
    }

    @Test
    void anotherSensitivityIsNoOtherComputation() {
        FeatureDefinitions before = FeatureDefinitions.parse("shop.yaml", YAML);
        FeatureDefinitions after = FeatureDefinitions.parse("shop.yaml", YAML.replace("public", "internal"));
        ViewVersion one = before.version(before.view("orders").orElseThrow(), 1);
        ViewVersion other = after.version(after.view("orders").orElseThrow(), 1);
        assertThat(one.view()).isNotEqualTo(other.view());
        assertThat(one.computesAs(other)).isTrue();
    }

    @Test
    void lessThanWhatItIsComputedFromIsRefused() {
        assertThat(problem(
                        "column: phone}\n      - {name: phones",
                        "column: phone, sensitivity: internal}\n      - {name: phones"))
                .isEqualTo("shop.yaml:17 streamFeatureViews[0].features[0].sensitivity: 'internal', and it is computed"
                        + " from what is personal: expected personal");
        assertThat(problem("denominator: all}", "denominator: all, sensitivity: public}"))
                .contains("streamFeatureViews[0].features[4].sensitivity: 'public'");
        assertThat(problem("\"contact.phones > 0 ? 1 : 0\"}", "\"contact.phones > 0 ? 1 : 0\", sensitivity: public}"))
                .contains("onDemandFeatureViews[0].features[0].sensitivity: 'public'");
        assertThat(problem("sensitivity: internal}", "sensitivity: secret}"))
                .contains("'secret', expected public, internal or personal");
    }

    private static String problem(String from, String to) {
        assertThat(YAML).contains(from);
        InvalidDefinitionsException refused = catchThrowableOfType(
                InvalidDefinitionsException.class, () -> FeatureDefinitions.parse("shop.yaml", YAML.replace(from, to)));
        assertThat(refused.problems()).hasSize(1);
        return refused.problems().get(0).toString();
    }
}
