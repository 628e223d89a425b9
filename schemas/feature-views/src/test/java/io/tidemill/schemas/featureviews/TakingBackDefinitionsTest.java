package io.tidemill.schemas.featureviews;

import static io.tidemill.schemas.featureviews.DefinitionsFolder.aggregate;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakingBackDefinitionsTest {
    private final DefinitionsFolder folder;

    TakingBackDefinitionsTest(@TempDir Path folder) {
        this.folder = new DefinitionsFolder(folder);
    }

    @Test
    void eventsOfAnotherTypeTakeBack() throws IOException {
        // Given a mapping of what has another name
        folder.write(
                "shop.yaml",
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                  - {name: category, joinKey: category, valueType: string}
                streamFeatureViews:
                  - name: v
                    entities: [member, category]
                    keys: {category: category}
                    source: order.paid
                    takenBackBy: {order.refunded: {category: reason}}
                    features:
                      - {name: orders, function: count, where: {currency: EUR}}
                      - {name: net, function: sum, column: amount}
                      - {name: dearest, function: max, column: amount, source: order.paid}
                      - {name: why, function: last, column: reason, source: order.refunded}
                """);
        // When
        StreamFeatureView view = folder.read().view("v").orElseThrow();
        // Then
        assertThat(view.sources()).containsExactly("order.paid", "order.refunded");
        assertThat(view.takenBackBy()).containsExactly(new TakingBack("order.refunded", Map.of("category", "reason")));
        assertThat(aggregate(view, "net").source()).isNull();
        assertThat(aggregate(view, "dearest").source()).isEqualTo("order.paid");
        assertThat(view.columns("order.paid")).containsExactly("amount", "currency");
        assertThat(view.columns("order.refunded")).containsExactly("amount", "currency", "reason");
        assertThat(view.reads(view.features().get(0), "order.refunded")).containsExactly("currency", "reason");
        assertThat(view.reads(view.features().get(2), "order.refunded")).isEmpty();
    }

    @Test
    void whatCannotBeTakenBackIsNamed() throws IOException {
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
                    takenBackBy:
                      order.refunded: {amount: total, price: amount}
                      order.paid: {}
                      order.returned: {}
                    features:
                      - {name: a, function: max, column: amount}
                      - {name: b, function: count, where: {category: tea}}
                      - {name: c, function: count, source: product.viewed}
                      - {name: d, function: count}
                  - name: w
                    entity: member
                    source: order.paid
                    takenBackBy: {order.refunded: {quantity: reason}}
                    features:
                      - {name: a, function: sum, column: quantity}
                """);
        // Then
        String at = "features/bad.yaml:%d streamFeatureViews[0].%s";
        assertThat(folder.problems().subList(0, 3))
                .containsExactly(
                        at.formatted(
                                8,
                                "takenBackBy.order.refunded.amount: event type order.refunded has no field 'total', "
                                        + "expected one of orderId, memberId, amount, currency, reason, shopId"),
                        at.formatted(
                                8,
                                "takenBackBy.order.refunded.price: event type order.paid has no field 'price', "
                                        + "expected one of orderId, memberId, amount, currency, quantity, category, "
                                        + "couponId, shopId"),
                        at.formatted(
                                9, "takenBackBy.order.paid: 'order.paid' is the source, expected another event type"));
        assertThat(folder.problems().get(3))
                .startsWith(
                        at.formatted(10, "takenBackBy.order.returned: 'order.returned' is no event type, expected"));
        assertThat(folder.problems().subList(4, 7))
                .containsExactly(
                        at.formatted(
                                12,
                                "features[0].function: function max cannot be taken back, expected count, sum or avg, "
                                        + "or a source that is one of order.paid, order.refunded"),
                        at.formatted(
                                13,
                                "features[1].where.category: event type order.refunded has no field 'category', "
                                        + "expected one of orderId, memberId, amount, currency, reason, shopId"),
                        at.formatted(
                                14,
                                "features[2].source: 'product.viewed' is not read by this view, expected one of "
                                        + "order.paid, order.refunded"));
        assertThat(folder.problems().get(7))
                .startsWith(
                        "features/bad.yaml:21 streamFeatureViews[1].features[0].column: field 'reason' of "
                                + "order.refunded is [\"null\",\"string\"], and 'quantity' of order.paid is [\"null\",\"int\"]");
        assertThat(folder.problems()).hasSize(8);
    }
}
