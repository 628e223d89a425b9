package io.tidemill.decisionengine.ruleauthoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.decisionengine.rules.Fault;
import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.FieldType;
import io.tidemill.decisionengine.rules.Operator;
import io.tidemill.decisionengine.rules.RuleReader;
import io.tidemill.decisionengine.rules.RuleReading;
import io.tidemill.decisionengine.rules.RuleValidator;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleRulesTest {
    private static final Path ROOT = Path.of("../..");

    @ParameterizedTest
    @ValueSource(strings = {"cdnow", "shops"})
    void theExamplesAreValid(String example) throws IOException {
        // Given
        Path folder = ROOT.resolve("examples").resolve(example);
        FieldCatalogue catalogue =
                EventFields.catalogue(FeatureDefinitions.read(folder), Set.of("churn"), ReleasedSchemas.load());

        // When
        List<Path> files = files(folder.resolve("rules"));

        // Then
        assertThat(files).isNotEmpty().allSatisfy(file -> {
            RuleReading reading = RuleReader.read(Files.readString(file));
            assertThat(reading).isInstanceOf(RuleReading.Whole.class);
            assertThat(new RuleValidator(catalogue).faults(((RuleReading.Whole) reading).document()))
                    .isEmpty();
        });
    }

    @Test
    void theDocumentationShowsAValidRuleAndEveryOperator() throws IOException {
        // Given
        String page = Files.readString(ROOT.resolve("docs/rules.md"));
        String first = page.substring(page.indexOf("```json") + 7, page.indexOf("```", page.indexOf("```json") + 7));
        FieldCatalogue catalogue = EventFields.catalogue(
                FeatureDefinitions.read(ROOT.resolve("examples/cdnow")), Set.of("churn"), ReleasedSchemas.load());

        // When
        RuleReading reading = RuleReader.read(first);

        // Then
        assertThat(reading).isInstanceOf(RuleReading.Whole.class);
        assertThat(new RuleValidator(catalogue).faults(((RuleReading.Whole) reading).document()))
                .isEmpty();
        assertThat(Operator.values()).allMatch(operator -> page.contains("`" + operator.word() + "`"));
    }

    @Test
    void aFeatureOfAnotherEntityThanTheDecidedOneIsNamed(@TempDir Path folder) throws IOException {
        // Given features of members, of shops, and of members in shops
        Files.writeString(
                Files.createDirectory(folder.resolve("features")).resolve("a.yaml"),
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                  - {name: shop, joinKey: shop_id, valueType: string}
                streamFeatureViews:
                  - {name: orders, entity: member, source: order.paid, features: [{name: n, function: count}]}
                  - {name: shops, entity: shop, source: order.paid, keys: {shop: shopId}, features: [{name: n, function: count}]}
                  - name: in_shops
                    entities: [member, shop]
                    source: order.paid
                    keys: {shop: shopId}
                    features: [{name: n, function: count}]
                """);
        FieldCatalogue catalogue =
                EventFields.catalogue(FeatureDefinitions.read(folder), Set.of(), ReleasedSchemas.load());
        // Then a rule about orders, which are of members, reads features of members alone
        assertThat(faults(catalogue, "order.paid", "feature.orders:n")).isEmpty();
        assertThat(faults(catalogue, "order.paid", "feature.shops:n"))
                .singleElement()
                .asString()
                .contains("is no field of order.paid: it is of entity shop, expected a feature of the entity that the "
                        + "event's subject is, and of it alone");
        assertThat(faults(catalogue, "order.paid", "feature.in_shops:n"))
                .singleElement()
                .asString()
                .contains("it is of entity member and shop");
        // And of devices nobody said whose they are
        assertThat(faults(catalogue, "device.reported", "feature.shops:n")).isEmpty();
        assertThat(faults(catalogue, "device.reported", "feature.in_shops:n")).hasSize(1);
    }

    @Test
    void whatOthersWriteAndWhatIsComputedIsListedForTheEventsThatHaveIt() {
        // Given features that others write, and some that are computed from them and from the event
        FieldCatalogue catalogue = EventFields.catalogue(
                FeatureDefinitions.parse(
                        "shop.yaml",
                        """
                        project: shop
                        entities:
                          - {name: member, joinKey: member_id, valueType: string}
                          - {name: shop, joinKey: shop_id, valueType: string}
                        streamFeatureViews:
                          - {name: orders, entity: member, source: order.paid, features: [{name: n, function: count}]}
                          - {name: shops, entity: shop, source: order.paid, keys: {shop: shopId}, features: [{name: n, function: count}]}
                        featureViews:
                          - {name: risk, entity: member, features: [{name: level, valueType: int64}, {name: word, valueType: string}]}
                        onDemandFeatureViews:
                          - name: basket
                            sources: [orders, shops]
                            requestSchema: [{name: amount, valueType: double}, {name: category, valueType: int64}]
                            features:
                              - {name: share, valueType: double, expression: "request.amount / double(orders.n)"}
                              - {name: twice, valueType: int64, expression: "orders.n * 2"}
                              - {name: typed, valueType: int64, expression: "request.category + 1"}
                              - {name: both, valueType: int64, expression: "orders.n + shops.n"}
                        """),
                Set.of(),
                ReleasedSchemas.load());
        // Then each has its type
        assertThat(catalogue
                        .field("order.paid", "feature.risk:level")
                        .orElseThrow()
                        .type())
                .isEqualTo(FieldType.NUMBER);
        assertThat(catalogue
                        .field("order.paid", "feature.risk:word")
                        .orElseThrow()
                        .type())
                .isEqualTo(FieldType.TEXT);
        assertThat(catalogue
                        .field("order.paid", "feature.basket:share")
                        .orElseThrow()
                        .type())
                .isEqualTo(FieldType.NUMBER);
        assertThat(faults(catalogue, "product.viewed", "feature.basket:twice")).isEmpty();
        // And where an event lacks what it is computed from, the rule says so
        assertThat(faults(catalogue, "product.viewed", "feature.basket:share"))
                .singleElement()
                .asString()
                .contains(
                        "is no field of product.viewed: it is computed on demand, expected a field 'amount' of the event"
                                + " that is double and entity member as the event's subject, and it alone");
        assertThat(faults(catalogue, "order.paid", "feature.basket:typed"))
                .singleElement()
                .asString()
                .contains("expected a field 'category' of the event that is int64");
        assertThat(faults(catalogue, "order.paid", "feature.basket:both")).hasSize(1);
    }

    private static List<Fault> faults(FieldCatalogue catalogue, String on, String field) {
        String rule =
                """
                {"id": "r", "name": "A rule", "on": "%s", "when": {"field": "%s", "operator": "ge", "value": 3},
                 "then": [{"action": "ticket.open", "parameters": {"queue": "service"}}]}"""
                        .formatted(on, field);
        return new RuleValidator(catalogue).faults(((RuleReading.Whole) RuleReader.read(rule)).document());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
