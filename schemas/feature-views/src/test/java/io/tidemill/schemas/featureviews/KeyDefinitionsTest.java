package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyDefinitionsTest {
    private final DefinitionsFolder folder;

    KeyDefinitionsTest(@TempDir Path folder) {
        this.folder = new DefinitionsFolder(folder);
    }

    @Test
    void aViewIsAboutSeveralEntitiesAndKeysAreFieldsOfItsEvents() throws IOException {
        // Given
        folder.write(
                "shop.yaml",
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                  - {name: shop, joinKey: shop_id, valueType: string}
                  - {name: size, joinKey: size, valueType: int32}
                streamFeatureViews:
                  - name: in_shops
                    entities: [member, shop]
                    source: order.paid
                    keys: {shop: shopId}
                    features: [{name: teas, function: count, where: {category: tea}}]
                  - name: by_size
                    entity: size
                    source: order.paid
                    keys: {size: quantity}
                    features: [{name: n, function: count}]
                """);
        // When
        FeatureDefinitions definitions = folder.read();
        // Then
        StreamFeatureView inShops = definitions.view("in_shops").orElseThrow();
        assertThat(inShops.entities())
                .containsExactly(ViewEntity.ofSubject("member"), new ViewEntity("shop", "shopId"));
        assertThat(definitions.entitiesOf(inShops)).extracting(Entity::joinKey).containsExactly("member_id", "shop_id");
        assertThat(inShops.columns(inShops.features().get(0))).containsExactly("category");
        assertThat(inShops.reads(inShops.features().get(0), "order.paid")).containsExactly("category", "shopId");
        assertThat(inShops.isAbout("member")).isFalse();
        assertThat(definitions.view("by_size").orElseThrow().isAbout("size")).isTrue();
    }

    @Test
    void keysThatCannotBeAreNamed() throws IOException {
        // Given
        folder.write(
                "bad.yaml",
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                  - {name: friend, joinKey: member_id, valueType: string}
                  - {name: size, joinKey: size, valueType: int32}
                streamFeatureViews:
                  - {name: a, entity: member, entities: [member], source: order.paid, features: [{name: n, function: count}]}
                  - {name: b, entities: [], source: order.paid, features: [{name: n, function: count}]}
                  - {name: c, entities: [member, size], source: order.paid, features: [{name: n, function: count}]}
                  - {name: d, entity: size, keys: {size: category}, source: order.paid, features: [{name: n, function: count}]}
                  - {name: e, entity: size, keys: {size: pieces}, source: order.paid, features: [{name: n, function: count}]}
                  - {name: f, entity: member, keys: {size: quantity}, source: order.paid, features: [{name: n, function: count}]}
                  - {name: g, entities: [member, member], source: order.paid, features: [{name: n, function: count}]}
                  - name: h
                    entities: [member, friend, guest]
                    keys: {friend: memberId, guest: amount}
                    source: order.paid
                    features: [{name: n, function: count}]
                  - {name: i, entity: member, keys: {member: amount}, source: order.paid, features: [{name: n, function: count}]}
                """);
        // Then
        String at = "features/bad.yaml:%d streamFeatureViews[%d]%s";
        assertThat(folder.problems())
                .containsExactly(
                        at.formatted(7, 0, ".entities: there is entity already, expected one of entity and entities"),
                        at.formatted(8, 1, ".entities: expected at least one entity"),
                        at.formatted(
                                9,
                                2,
                                ": the subject is the key of entity 'member': expected a field for 'size' under keys"),
                        at.formatted(12, 5, ".keys.size: 'size' is no entity of this view, expected one of member"),
                        at.formatted(13, 6, ".entities[1]: entity 'member' stands twice"),
                        at.formatted(
                                10,
                                3,
                                ".keys.size: field 'category' of order.paid is [\"null\",\"string\"], the key of entity "
                                        + "'size' is int32"),
                        at.formatted(
                                11,
                                4,
                                ".keys.size: event type order.paid has no field 'pieces', expected one of orderId, "
                                        + "memberId, amount, currency, quantity, category, couponId, shopId"),
                        at.formatted(14, 7, ": two of its entities have the join key 'member_id'"),
                        at.formatted(14, 7, ": entity 'guest' is not defined, expected one of friend, member, size"),
                        folder.problems().get(9));
        assertThat(folder.problems().get(9))
                .startsWith(at.formatted(19, 8, ".keys.member: field 'amount' of order.paid is {"))
                .endsWith("the key of entity 'member' is string");
    }
}
