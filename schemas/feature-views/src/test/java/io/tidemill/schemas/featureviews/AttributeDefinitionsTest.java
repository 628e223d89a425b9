package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributeDefinitionsTest {
    private final DefinitionsFolder folder;

    AttributeDefinitionsTest(@TempDir Path folder) {
        this.folder = new DefinitionsFolder(folder);
    }

    @Test
    void attributesAreColumnsToo() throws IOException {
        // Given
        folder.write(
                "shop.yaml",
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - name: v
                    entity: member
                    keys: {member: memberId}
                    source: order.paid
                    attributes:
                      level: {source: member.registered, column: level}
                      came_by: {source: member.registered, column: channel}
                      visited: {source: visit.checked-in, column: shopId, key: memberId}
                    lateness: PT2H
                    features:
                      - {name: gold, function: sum, column: amount, where: {level: gold}}
                      - {name: last_visited, function: last, column: visited}
                """);
        // When
        StreamFeatureView view = folder.read().view("v").orElseThrow();
        // Then
        assertThat(view.lateness()).isEqualTo(Duration.ofHours(2));
        assertThat(view.attributes())
                .contains(
                        new Attribute("level", "member.registered", "level", null),
                        new Attribute("visited", "visit.checked-in", "shopId", "memberId"));
        assertThat(view.features().get(1).valueType()).isEqualTo(ValueType.STRING);
        assertThat(view.sources()).containsExactly("order.paid");
        assertThat(view.eventTypes()).containsExactly("order.paid", "member.registered", "visit.checked-in");
        assertThat(view.keyFields("order.paid")).containsExactly("memberId");
        assertThat(view.keyFields("visit.checked-in")).containsExactly("memberId");
        assertThat(view.keyFields("member.registered")).containsExactly((String) null);
        // And a feature depends on the attributes that it uses alone
        Feature gold = view.features().get(0);
        assertThat(view.columns("order.paid")).containsExactly("amount");
        assertThat(view.eventTypesOf(gold)).containsExactly("order.paid", "member.registered");
        assertThat(view.reads(gold, "order.paid")).containsExactly("amount", "memberId");
        assertThat(view.reads(gold, "member.registered")).containsExactly("level");
        assertThat(view.reads(gold, "visit.checked-in")).isEmpty();
        assertThat(view.narrowedTo(List.of(gold)).eventTypes()).containsExactly("order.paid", "member.registered");
    }

    @Test
    void attributesThatCannotBeAreNamed() throws IOException {
        // Given
        folder.write(
                "bad.yaml",
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                  - {name: shop, joinKey: shop_id, valueType: string}
                streamFeatureViews:
                  - name: v
                    entities: [member, shop]
                    keys: {shop: shopId}
                    source: order.paid
                    lateness: P8D
                    attributes:
                      category: {source: member.registered, column: level}
                      a: {source: order.paid, column: category}
                      b: {source: member.registered, column: rank}
                      c: {column: rank}
                      d: {source: member.registered, column: level, key: channel}
                    features:
                      - {name: n, function: count, where: {rank: gold}}
                  - {name: w, entity: member, source: order.paid, lateness: PT1H, features: [{name: n, function: count}]}
                """);
        // Then
        String at = "features/bad.yaml:%d streamFeatureViews[0]%s";
        assertThat(folder.problems())
                .containsExactly(
                        at.formatted(12, ".attributes: attributes are those of one entity, and the view is about 2"),
                        at.formatted(
                                12,
                                ".attributes.category: event type order.paid has a field 'category', expected "
                                        + "another name"),
                        at.formatted(
                                13,
                                ".attributes.a.source: 'order.paid' is read by this view, expected an event type of its "
                                        + "own"),
                        at.formatted(
                                14,
                                ".attributes.b.column: event type member.registered has no field 'rank', expected one of "
                                        + "memberId, channel, level, invitedBy, shopId, name, phone"),
                        at.formatted(15, ".attributes.c: source is missing"),
                        at.formatted(10, ".lateness: 'PT192H', expected a duration from PT0S to P7D"),
                        at.formatted(
                                18,
                                ".features[0].where.rank: event type order.paid has no field 'rank', expected one of "
                                        + "orderId, memberId, amount, currency, quantity, category, couponId, shopId"),
                        "features/bad.yaml:19 streamFeatureViews[1].lateness: lateness is that of attributes, and the "
                                + "view has none",
                        at.formatted(6, ": attributes from member.registered have different keys, expected one"),
                        at.formatted(6, ": attributes from member.registered have different keys, expected one"));
    }
}
