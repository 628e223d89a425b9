package io.tidemill.schemas.featureviews;

import static io.tidemill.schemas.featureviews.DefinitionsFolder.aggregate;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Condition.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionDefinitionsTest {
    private final DefinitionsFolder folder;

    FunctionDefinitionsTest(@TempDir Path folder) {
        this.folder = new DefinitionsFolder(folder);
    }

    @Test
    void functionsTakeWindowsConditionsAndParameters() throws IOException {
        // Given
        folder.write(
                "shop.yaml",
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - name: v
                    entity: member
                    source: order.paid
                    features:
                      - name: big_teas
                        function: count
                        tumbling: P1D
                        where: {amount: {atLeast: 10.5, below: 1000}, category: {in: [tea, oolong]}, currency: EUR}
                      - {name: last_shops, function: last_n, column: shopId, n: 5, session: PT30M}
                      - {name: quantities, function: top_k, column: quantity, k: 3}
                      - {name: typical, function: percentile, column: amount, percent: 50, window: P30D}
                      - {name: spread, function: stddev, column: amount, where: {couponId: {present: false}}}
                      - {name: shops, function: distinct_count, column: shopId}
                      - {name: since, function: time_since_first}
                      - {name: share, function: ratio, numerator: big_teas, denominator: shops}
                      - {name: trend, function: change, of: typical}
                """);
        // When
        StreamFeatureView view = folder.read().view("v").orElseThrow();
        // Then
        assertThat(aggregate(view, "big_teas"))
                .isEqualTo(new Aggregate(
                        AggregationFunction.COUNT,
                        null,
                        new Window.Tumbling(Duration.ofDays(1)),
                        List.of(
                                new Condition("amount", Operator.AT_LEAST, List.of(10.5)),
                                new Condition("amount", Operator.BELOW, List.of(1000L)),
                                new Condition("category", Operator.IN, List.of("tea", "oolong")),
                                new Condition("currency", Operator.IN, List.of("EUR"))),
                        0));
        assertThat(aggregate(view, "last_shops").parameter()).isEqualTo(5);
        assertThat(aggregate(view, "last_shops").window()).isEqualTo(new Window.Session(Duration.ofMinutes(30)));
        assertThat(aggregate(view, "spread").where())
                .containsExactly(new Condition("couponId", Operator.ABSENT, List.of()));
        assertThat(view.features())
                .extracting(Feature::valueType)
                .containsExactly(
                        ValueType.INT64,
                        ValueType.STRING_LIST,
                        ValueType.INT64_LIST,
                        ValueType.DOUBLE,
                        ValueType.DOUBLE,
                        ValueType.INT64,
                        ValueType.UNIX_TIMESTAMP,
                        ValueType.DOUBLE,
                        ValueType.DOUBLE);
        Feature share = view.feature("share").orElseThrow();
        assertThat(view.columns(share)).containsExactly("amount", "category", "currency", "shopId");
        assertThat(view.narrowedTo(List.of(share)).features())
                .extracting(Feature::name)
                .containsExactly("share", "big_teas", "shops");
    }

    @Test
    void whatAFunctionCannotTakeIsNamed() throws IOException {
        // Given
        folder.write(
                "bad.yaml",
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - name: v
                    entity: member
                    source: order.paid
                    features:
                      - {name: a, function: last_n, column: amount, n: 2.5}
                      - {name: b, function: percentile, column: amount, percent: 100}
                      - {name: c, function: top_k, column: amount}
                      - {name: d, function: count, n: 3}
                      - {name: e, function: count, window: P1D, session: PT30M}
                      - {name: f, function: count, session: PT7M}
                      - {name: g, function: count, where: {price: 3}}
                      - {name: h, function: count, where: {amount: cheap}}
                      - {name: i, function: count, where: {amount: {over: 3}}}
                      - {name: j, function: ratio, numerator: ok, denominator: nobody}
                      - {name: k, function: change, of: all}
                      - {name: l, function: change, of: ok, window: P1D}
                      - {name: ok, function: count, window: P1D}
                      - {name: all, function: count}
                """);
        // Then
        String at = "features/bad.yaml:%d streamFeatureViews[0].features[%d]%s";
        assertThat(folder.problems())
                .containsExactly(
                        at.formatted(8, 0, ".n: '2.5', expected a whole number from 1 to 100"),
                        at.formatted(9, 1, ".percent: '100', expected a number between 0 and 100"),
                        at.formatted(10, 2, ": k is missing"),
                        at.formatted(11, 3, ".n: function count takes no n"),
                        at.formatted(
                                12,
                                4,
                                ".session: there is window already, expected one of window, tumbling and session"),
                        at.formatted(13, 5, ".session: 'PT7M', expected a multiple of five minutes from PT5M to PT12H"),
                        at.formatted(
                                14,
                                6,
                                ".where.price: event type order.paid has no field 'price', expected one of orderId, "
                                        + "memberId, amount, currency, quantity, category, couponId, shopId"),
                        at.formatted(15, 7, ".where.amount: 'cheap', expected a number"),
                        at.formatted(
                                16,
                                8,
                                ".where.amount.over: 'over' is no comparison, expected one of equals, notEquals, in, "
                                        + "notIn, atLeast, above, atMost, below, present, absent"),
                        at.formatted(19, 11, ".window: function change takes no window"),
                        at.formatted(
                                17,
                                9,
                                ".denominator: 'nobody' is no feature of this view, expected one of all, d, g, h, i, "
                                        + "ok"),
                        at.formatted(
                                18,
                                10,
                                ".of: 'all' is count, not a number that sums up a sliding window, expected one of ok"));
    }
}
