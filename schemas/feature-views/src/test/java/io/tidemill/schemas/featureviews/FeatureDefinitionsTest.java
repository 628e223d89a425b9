package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Condition.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureDefinitionsTest {
    private static final String GOOD =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
            streamFeatureViews:
              - name: member_orders
                entity: member
                source: order.paid
                ttl: P400D
                owner: growth@shop
                tags: {tier: gold}
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount_sum_all, function: sum, column: amount}
                  - {name: last_category, function: last, column: category}
                  - {name: last_quantity, function: last, column: quantity}
                  - {name: recency, function: time_since_last}
            featureServices:
              - {name: churn, features: ["member_orders:count_30d", "member_orders:recency"]}
            """;

    private final Path folder;

    FeatureDefinitionsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void definitionsAreRead() throws IOException {
        // Given
        write("shop.yaml", GOOD);
        // When
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        // Then
        assertThat(definitions.project()).isEqualTo("shop");
        StreamFeatureView view = definitions.view("member_orders").orElseThrow();
        assertThat(view.source()).isEqualTo("order.paid");
        assertThat(view.ttl()).isEqualTo(Duration.ofDays(400));
        assertThat(view.owner()).isEqualTo("growth@shop");
        assertThat(view.tags()).containsEntry("tier", "gold");
        assertThat(definitions.entitiesOf(view))
                .containsExactly(new Entity("member", "member_id", ValueType.STRING, ""));
        assertThat(view.features())
                .extracting(Feature::valueType)
                .containsExactly(
                        ValueType.INT64, ValueType.DOUBLE, ValueType.STRING, ValueType.INT64, ValueType.UNIX_TIMESTAMP);
        assertThat(aggregate(view, "count_30d").window()).isEqualTo(new Window.Sliding(Duration.ofDays(30)));
        assertThat(aggregate(view, "amount_sum_all").window()).isEqualTo(Window.ALL_TIME);
        assertThat(definitions.service("churn").orElseThrow().features())
                .containsExactly(
                        new FeatureReference("member_orders", "count_30d"),
                        new FeatureReference("member_orders", "recency"));
    }

    @Test
    void functionsTakeWindowsConditionsAndParameters() throws IOException {
        // Given
        write(
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
        StreamFeatureView view = FeatureDefinitions.read(folder).view("v").orElseThrow();
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
    void aViewIsAboutSeveralEntitiesAndKeysAreFieldsOfItsEvents() throws IOException {
        // Given
        write(
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
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
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
        write(
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
        assertThat(problems())
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
                        problems().get(9));
        assertThat(problems().get(9))
                .startsWith(at.formatted(19, 8, ".keys.member: field 'amount' of order.paid is {"))
                .endsWith("the key of entity 'member' is string");
    }

    @Test
    void eventsOfAnotherTypeTakeBack() throws IOException {
        // Given a mapping of what has another name
        write(
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
        StreamFeatureView view = FeatureDefinitions.read(folder).view("v").orElseThrow();
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
        write(
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
        assertThat(problems().subList(0, 3))
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
        assertThat(problems().get(3))
                .startsWith(
                        at.formatted(10, "takenBackBy.order.returned: 'order.returned' is no event type, expected"));
        assertThat(problems().subList(4, 7))
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
        assertThat(problems().get(7))
                .startsWith(
                        "features/bad.yaml:21 streamFeatureViews[1].features[0].column: field 'reason' of "
                                + "order.refunded is [\"null\",\"string\"], and 'quantity' of order.paid is [\"null\",\"int\"]");
        assertThat(problems()).hasSize(8);
    }

    @Test
    void attributesAreColumnsToo() throws IOException {
        // Given
        write(
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
        StreamFeatureView view = FeatureDefinitions.read(folder).view("v").orElseThrow();
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
        write(
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
        assertThat(problems())
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

    @Test
    void whatAFunctionCannotTakeIsNamed() throws IOException {
        // Given
        write(
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
        assertThat(problems())
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

    @Test
    void filesOfAFolderAreOneSetOfDefinitions() throws IOException {
        // Given a service in another file
        write("a.yaml", GOOD);
        write("b.yml", "project: shop\nfeatureServices: [{name: other, features: ['member_orders:recency']}]\n");
        // When
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        // Then
        assertThat(definitions.services()).extracting(FeatureService::name).containsExactly("churn", "other");
    }

    @Test
    void eachProblemIsNamedWithFileLinePathAndWhatWasExpected() throws IOException {
        // Given
        write(
                "bad.yaml",
                """
                project: shop
                entities: [{name: member, joinKey: member_id, valueType: text}]
                streamFeatureViews:
                  - name: v
                    entity: membre
                    source: order.paid
                    features:
                      - {name: a, function: sum, column: price}
                      - {name: b, function: sum, column: category}
                      - {name: c, function: median}
                      - {name: d, function: count, window: 30 days}
                      - {name: e, function: count, windows: P30D}
                      - {name: f, function: count, window: PT30S}
                      - {name: f, function: count, column: amount}
                  - {name: w, entity: member, source: order.payed, features: []}
                featureServices:
                  - {name: s, features: ["v:x"]}
                """);
        // When
        List<String> problems = problems();
        // Then
        assertThat(problems)
                .containsExactly(
                        "features/bad.yaml:2 entities[0].valueType: 'text', expected string, int64 or int32",
                        "features/bad.yaml:8 streamFeatureViews[0].features[0].column: event type order.paid has no "
                                + "field 'price', expected one of orderId, memberId, amount, currency, quantity, "
                                + "category, couponId, shopId",
                        "features/bad.yaml:9 streamFeatureViews[0].features[1].column: field 'category' of order.paid "
                                + "is [\"null\",\"string\"], function sum expects a number",
                        "features/bad.yaml:10 streamFeatureViews[0].features[2].function: 'median' is no function, "
                                + "expected one of count, sum, avg, min, max, stddev, percentile, first, last, "
                                + "last_n, top_k, distinct_count, distinct_days, time_since_first, time_since_last, "
                                + "ratio, change",
                        "features/bad.yaml:11 streamFeatureViews[0].features[3].window: '30 days', expected an ISO "
                                + "8601 duration in days, hours, minutes and seconds, such as P30D or PT5M",
                        "features/bad.yaml:12 streamFeatureViews[0].features[4].windows: unknown key, expected one of "
                                + "column, denominator, description, function, k, n, name, numerator, of, percent, "
                                + "session, source, tumbling, where, window",
                        "features/bad.yaml:13 streamFeatureViews[0].features[5].window: 'PT30S', expected whole "
                                + "minutes from PT1M to P3660D, or no window for all time",
                        "features/bad.yaml:14 streamFeatureViews[0].features[6].column: function count reads no column",
                        problems.get(8),
                        "features/bad.yaml:4 streamFeatureViews[0]: entity 'membre' is not defined, expected one of ",
                        "features/bad.yaml:17 featureServices[0]: feature 'v:x' is not defined");
        assertThat(problems.get(8))
                .startsWith("features/bad.yaml:15 streamFeatureViews[1].source: 'order.payed' is no event type, "
                        + "expected one of action.requested, ");
    }

    @Test
    void whatIsNoYamlIsNamedWithItsLine() throws IOException {
        write("bad.yaml", "project: shop\nentities: [\n");
        assertThat(problems()).hasSize(1);
        assertThat(problems().get(0)).startsWith("features/bad.yaml:3 document: no YAML: ");
    }

    @Test
    void twoFilesOfOneNameOrTwoProjectsAreRefused() throws IOException {
        write("a.yaml", GOOD);
        write("b.yaml", GOOD.replace("project: shop", "project: store"));
        assertThat(problems())
                .containsExactly(
                        "features/b.yaml:1 document: project 'store', other files say 'shop': expected one project",
                        "features/b.yaml:3 entities[0]: name 'member' is defined twice",
                        "features/b.yaml:5 streamFeatureViews[0]: name 'member_orders' is defined twice",
                        "features/b.yaml:18 featureServices[0]: name 'churn' is defined twice");
    }

    @Test
    void anEmptyFolderNamesNoProject() {
        assertThatThrownBy(() -> FeatureDefinitions.read(folder))
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageContaining("names a project");
    }

    private static Aggregate aggregate(StreamFeatureView view, String feature) {
        return view.feature(feature).orElseThrow().aggregate().orElseThrow();
    }

    private void write(String name, String yaml) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("features")).resolve(name), yaml);
    }

    private List<String> problems() throws IOException {
        try {
            FeatureDefinitions.read(folder);
            return List.of();
        } catch (InvalidDefinitionsException e) {
            return e.problems().stream().map(DefinitionProblem::toString).toList();
        }
    }
}
