package io.tidemill.decisionengine.rules;

import static io.tidemill.decisionengine.rules.TestingRules.document;
import static io.tidemill.decisionengine.rules.TestingRules.faults;
import static io.tidemill.decisionengine.rules.TestingRules.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.decisionengine.rules.Fault.Code;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleReaderTest {
    private static final String WHOLE =
            """
            {"id": "win-back", "name": "挽回即将流失的会员", "on": "order.paid", "priority": 10,
             "start": "2026-01-01T00:00:00Z", "end": "2026-12-31T00:00:00Z", "enabled": true, "tenant": "shop-7",
             "when": {"all": [
               {"field": "event.amount", "operator": "ge", "value": 12.50},
               {"any": [{"field": "event.category", "operator": "in", "value": ["tea", "cake"]},
                        {"none": [{"field": "model.churn.score", "operator": "lt", "value": 0.7}]}]},
               {"field": "feature.member_orders:count_90d", "operator": "notNull"}]},
             "then": [{"action": "coupon.issue", "parameters": {"percent": 15, "text": "Come back \\"soon\\""}}]}""";

    @Test
    void readsEveryProperty() {
        // When
        RuleDocument document = document(WHOLE);

        // Then
        assertThat(document.name()).isEqualTo("挽回即将流失的会员");
        assertThat(document.priority()).isEqualTo(10);
        assertThat(document.start()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(document.tenant()).isEqualTo("shop-7");
        assertThat(document.fields())
                .containsExactlyInAnyOrder(
                        "event.amount", "event.category", "model.churn.score", "feature.member_orders:count_90d");
        assertThat(document.then())
                .containsExactly(new RuleAction("coupon.issue", Map.of("percent", "15", "text", "Come back \"soon\"")));
        assertThat(faults(WHOLE)).isEmpty();
    }

    @Test
    void writesWhatItReads() {
        // Given
        RuleDocument document = document(WHOLE);

        // When
        String written = RuleWriter.write(document);

        // Then
        assertThat(document(written)).isEqualTo(document);
    }

    @Test
    void tellsEveryFaultWithItsPath() {
        // When, Then
        assertThat(
                        faults(
                                """
                        {"id": "No Such Id", "on": "order.paid", "colour": 1, "priority": 1.5,
                         "when": {"all": [{"field": "amount", "operator": "eq", "value": 1},
                                          {"field": "event.amount", "operator": "===", "value": 1},
                                          {"field": "event.amount", "operator": "between", "value": [1]}]},
                         "then": []}"""))
                .extracting(Fault::path, Fault::code)
                .containsExactlyInAnyOrder(
                        tuple("/colour", Code.UNKNOWN_PROPERTY),
                        tuple("/id", Code.INVALID),
                        tuple("/name", Code.MISSING),
                        tuple("/when/all/0/field", Code.INVALID),
                        tuple("/when/all/1/operator", Code.UNKNOWN_OPERATOR),
                        tuple("/when/all/2/value", Code.INVALID),
                        tuple("/then", Code.INVALID),
                        tuple("/priority", Code.INVALID));
    }

    @Test
    void validatesAgainstTheCatalogue() {
        // Given
        String when =
                """
                {"none": [{"field": "event.unknown", "operator": "isNull"},
                          {"field": "event.category", "operator": "lt", "value": "a"},
                          {"field": "event.amount", "operator": "eq", "value": "12"},
                          {"field": "event.startsAt", "operator": "gt", "value": "tomorrow"},
                          {"field": "event.amount", "operator": "between", "value": [2, 1]},
                          {"field": "event.startsAt", "operator": "ge", "value": "2026-01-01T00:00:00Z"}]}""";

        // When, Then
        assertThat(faults(json("a", when)))
                .extracting(fault -> fault.path() + " " + fault.code())
                .containsExactly(
                        "/when/none/0/field UNKNOWN_FIELD",
                        "/when/none/1/operator OPERATOR_DOES_NOT_FIT",
                        "/when/none/2/value VALUE_DOES_NOT_FIT",
                        "/when/none/3/value VALUE_DOES_NOT_FIT",
                        "/when/none/4/value INVALID");
    }

    @Test
    void refusesAFieldOfAnotherEventType() {
        // Given
        String json = json("a", "{\"field\": \"event.amount\", \"operator\": \"gt\", \"value\": 1}")
                .replace("order.paid", "product.viewed");

        // When, Then
        assertThat(faults(json)).extracting(Fault::code).containsExactly(Code.UNKNOWN_FIELD);
    }

    @Test
    void schemaNamesTheSameOperatorsAndProperties() throws IOException {
        // Given
        JsonNode schema;
        try (InputStream in = RuleReader.class.getResourceAsStream("rule-1.schema.json")) {
            schema = new ObjectMapper().readTree(in);
        }

        // When
        JsonNode operators = schema.at("/$defs/comparison/properties/operator/enum");
        String properties = RuleWriter.write(document(WHOLE));

        // Then
        assertThat(operators)
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Stream.of(Operator.values()).map(Operator::word).toList());
        assertThat(new ObjectMapper().readTree(properties).fieldNames())
                .toIterable()
                .allMatch(name -> schema.at("/properties").has(name));
    }
}
