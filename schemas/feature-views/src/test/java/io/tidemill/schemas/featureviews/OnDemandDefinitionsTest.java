package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.featureviews.OnDemandFeature.Operand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnDemandDefinitionsTest {
    private static final String GOOD =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
            onDemandFeatureViews:
              - name: basket
                sources: [orders, "visits:count"]
                requestSchema: [{name: amount, valueType: double}]
                owner: crm@shop
                tags: {tier: gold}
                features:
                  - {name: share, valueType: double, expression: "request.amount / orders.total"}
                  - {name: days, valueType: double, expression: "orders.recency / 86400.0"}
                  - {name: more, valueType: int64, expression: "size(orders.newest) + visits.count"}
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                features:
                  - {name: total, function: sum, column: amount}
                  - {name: recency, function: time_since_last}
                  - {name: newest, function: last_n, column: category, n: 5}
              - name: visits
                entity: member
                source: product.viewed
                features: [{name: count, function: count}, {name: other, function: count, window: P1D}]
            featureServices:
              - {name: now, features: ["orders:total", "basket:share"]}
            """;

    private final Path folder;

    OnDemandDefinitionsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aViewIsReadWithWhatItsExpressionsAreComputedFrom() throws IOException {
        // When
        FeatureDefinitions definitions = read(GOOD);
        // Then its features know their operands, those of its sources alone
        OnDemandFeatureView basket = definitions.onDemandView("basket").orElseThrow();
        assertThat(basket.owner()).isEqualTo("crm@shop");
        assertThat(basket.tags()).containsEntry("tier", "gold");
        assertThat(basket.sources())
                .extracting(FeatureReference::toString)
                .containsExactly("orders:total", "orders:recency", "orders:newest", "visits:count");
        assertThat(basket.feature("share").orElseThrow().operands())
                .containsExactly(
                        new Operand.Stored(new FeatureReference("orders", "total")),
                        new Operand.Given(new RequestField("amount", ValueType.DOUBLE)));
        // And a reference says what has to be read for it
        assertThat(definitions.stored(new FeatureReference("basket", "more")).orElseThrow())
                .extracting(FeatureReference::toString)
                .containsExactly("orders:newest", "visits:count");
        assertThat(definitions.stored(new FeatureReference("orders", "total")).orElseThrow())
                .extracting(FeatureReference::toString)
                .containsExactly("orders:total");
        assertThat(definitions.stored(new FeatureReference("basket", "nothing")))
                .isEmpty();
        assertThat(definitions.valueType(new FeatureReference("basket", "more")))
                .contains(ValueType.INT64);
        // And it is no stored feature
        assertThat(definitions.view("basket")).isEmpty();
        assertThat(definitions.feature(new FeatureReference("basket", "share"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "request.amount / orders.total | request.amount / orders.totl | features/shop.yaml:11 onDemandFeatureViews[0].features[0].expression: 'request.amount / orders.totl': undeclared reference to 'orders'",
                "request.amount / orders.total | request.amount / visits.count | found no matching overload for '_/_' applied to '(wrapper(double), wrapper(int))'",
                "request.amount / orders.total | request.amount > 1.0 | gives bool, expected double",
                "request.amount / orders.total | visits.other / 2.0 | undeclared reference to 'visits'",
                "request.amount / orders.total | request.amount / | (character 17)",
                "request.amount / orders.total | 1.0 / 2.0 | '1.0 / 2.0' is the same for everybody",
                "sources: [orders, | sources: [order, | onDemandFeatureViews[0].sources[0]: 'order' is no stored view and no feature of one, expected one of orders, visits",
                "visits:count | visits:cont | sources[1]: feature 'visits:cont' is not defined",
                "valueType: double}] | valueType: bool}] | requestSchema[0].valueType: 'bool', expected int64, double or string",
                "name: amount, valueType | name: member_id, valueType | requestSchema[0]: 'member_id' is the join key of an entity",
                "name: days, valueType | name: share, valueType | name 'share' is defined twice in this view",
                "name: basket | name: orders | name 'orders' is that of a view that is stored",
                "basket:share | basket:shore | featureServices[0]: feature 'basket:shore' is not defined"
            })
    void whatIsWrongIsNamed(String found, String instead, String expected) {
        assertThat(GOOD).contains(found);
        assertThatThrownBy(() -> read(GOOD.replace(found, instead)))
                .isInstanceOfSatisfying(InvalidDefinitionsException.class, e -> assertThat(e.problems())
                        .anySatisfy(problem -> assertThat(problem.toString()).contains(expected)));
    }

    @Test
    void aRequestValueIsReadAsItsFieldsType() {
        RequestField whole = new RequestField("n", ValueType.INT64);
        RequestField number = new RequestField("x", ValueType.DOUBLE);
        RequestField text = new RequestField("t", ValueType.STRING);
        assertThat(List.of(whole.read(3L), whole.read(3), whole.read("3")))
                .allSatisfy(read -> assertThat(read).contains(3L));
        assertThat(List.of(whole.read(3.0), whole.read("3.0"), whole.read(true)))
                .allMatch(Optional::isEmpty);
        assertThat(List.of(number.read(3L), number.read(3.0), number.read("3")))
                .allSatisfy(read -> assertThat(read).contains(3.0));
        assertThat(List.of(number.read("NaN"), number.read("x"), number.read(Double.POSITIVE_INFINITY)))
                .allMatch(Optional::isEmpty);
        assertThat(text.read("3")).contains("3");
        assertThat(text.read(3L)).isEmpty();
    }

    private FeatureDefinitions read(String yaml) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("features")).resolve("shop.yaml"), yaml);
        return FeatureDefinitions.read(folder);
    }
}
