package io.tidemill.featurejobs.onlinerebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.featurejobs.trainingsets.LakeStates;
import io.tidemill.featurejobs.trainingsets.TestingOrders;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildTest {
    private static final OnlineView VIEW = OnlineView.of("orders", List.of("count_30d", "amount_all", "amounts"));
    private static final String DEFINITIONS =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount_all, function: sum, column: amount}
                  - {name: amounts, function: last_n, column: amount, n: 2}
              - name: refunds
                entity: member
                source: order.refunded
                features: [{name: n, function: count}]
            """;

    @Test
    void anEmptyStoreIsFilledAndWhatIsAsNewStays(@TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("a.yaml"), DEFINITIONS);
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        try (TestPostgres postgres = TestPostgres.start();
                TestRedis redis = TestRedis.start();
                LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()))) {
            OnlineStoreConfig config = OnlineStoreConfig.of("127.0.0.1", redis.port(), "shop");
            try (OnlineStoreWriter writer = OnlineStoreWriter.open(config);
                    OnlineStoreReader reader = OnlineStoreReader.open(config)) {
                // Given a lake that is complete up to June, and a store that lost all but what has come since
                TestingOrders orders = TestingOrders.in(lake);
                orders.append(
                        TestingOrders.order("a", "2026-04-01T10:00:00Z", "1.25"),
                        TestingOrders.order("b", "2026-05-28T10:00:00Z", "2"),
                        TestingOrders.order("b", "2026-05-29T10:00:00Z", "3"),
                        TestingOrders.order("茶", "2026-05-30T10:00:00Z", "7"));
                orders.complete(Instant.parse("2026-06-01T00:00:00Z"));
                FeatureRow newer = new FeatureRow(
                        VIEW,
                        EntityKey.of("member_id", "b"),
                        Instant.parse("2026-06-02T00:00:00Z"),
                        List.of(FeatureValue.of(3), FeatureValue.of(9.0), FeatureValue.NULL));
                writer.write(List.of(newer), WriteRule.NOT_OLDER);
                // When it is rebuilt in two parts
                List<RebuildProgress> told = new ArrayList<>();
                LakeStates states = new LakeStates(lake.tables(), definitions.views());
                Rebuild rebuild = new Rebuild(definitions, states, writer, 3);
                definitions.views().forEach(view -> rebuild.view(view, told::add));
                // Then everyone has the values that streaming had, and what is newer is as it was
                assertThat(told).hasSize(3);
                assertThat(told.get(1)).isEqualTo(new RebuildProgress("orders", 2, 2, 4, 3, 2, 1, 0));
                assertThat(told.get(2)).isEqualTo(new RebuildProgress("refunds", 1, 1, 0, 0, 0, 0, 0));
                OnlineRow emptied = row(reader, "a");
                assertThat(emptied.eventTime()).contains(Instant.parse("2026-04-01T10:00:00Z"));
                assertThat(row(reader, "b").value(1)).isEqualTo(FeatureValue.of(9.0));
                assertThat(row(reader, "茶").value(0)).isEqualTo(FeatureValue.of(1));
                // And doing it again changes nothing
                told.clear();
                rebuild.view(definitions.view("orders").orElseThrow(), told::add);
                assertThat(told.get(1)).isEqualTo(new RebuildProgress("orders", 2, 2, 4, 3, 0, 3, 0));
            }
        }
    }

    @Test
    void decaysUpToWhatIsCompleteAreMade(@TempDir Path folder) throws Exception {
        Files.writeString(
                Files.createDirectory(folder.resolve("features")).resolve("a.yaml"),
                DEFINITIONS.substring(0, DEFINITIONS.indexOf("  - name: refunds")));
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        try (TestPostgres postgres = TestPostgres.start();
                LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()))) {
            // Given an order that is out of its window by the time up to which the lake is complete
            TestingOrders orders = TestingOrders.in(lake);
            orders.append(TestingOrders.order("a", "2026-04-01T10:00:00Z", "1.25"));
            orders.complete(Instant.parse("2026-06-01T00:00:00Z"));
            LakeStates states = new LakeStates(lake.tables(), definitions.views());
            // When
            OptionalLong watermark = states.watermark(definitions.views());
            List<String> found = new ArrayList<>();
            states.visit(
                    definitions.view("orders").orElseThrow(),
                    watermark,
                    0,
                    1,
                    (entity, state) ->
                            found.add(entity + " " + Instant.ofEpochMilli(state.asOf()) + " " + state.values()));
            // Then it has left it
            assertThat(watermark).hasValue(Instant.parse("2026-06-01T00:00:00Z").toEpochMilli());
            assertThat(found).containsExactly("a 2026-05-02T00:00:00Z [0, 1.25, [1.25]]");
        }
    }

    @Test
    void aViewOfSeveralEntitiesIsRebuiltByTheKeyOfEach(@TempDir Path folder) throws Exception {
        Files.writeString(
                Files.createDirectory(folder.resolve("features")).resolve("a.yaml"),
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                  - {name: shop, joinKey: shop_id, valueType: string}
                streamFeatureViews:
                  - name: in_shops
                    entities: [shop, member]
                    source: order.paid
                    keys: {shop: shopId}
                    features: [{name: n, function: count}]
                """);
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        try (TestPostgres postgres = TestPostgres.start();
                TestRedis redis = TestRedis.start();
                LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()))) {
            OnlineStoreConfig config = OnlineStoreConfig.of("127.0.0.1", redis.port(), "shop");
            try (OnlineStoreWriter writer = OnlineStoreWriter.open(config);
                    OnlineStoreReader reader = OnlineStoreReader.open(config)) {
                // Given two orders in one shop, and one in none
                TestingOrders.in(lake)
                        .append(
                                TestingOrders.orderIn("s:1", "a", "2026-04-01T10:00:00Z", "1.25"),
                                TestingOrders.orderIn("s:1", "a", "2026-04-02T10:00:00Z", "1"),
                                TestingOrders.orderIn(null, "a", "2026-04-03T10:00:00Z", "2"));
                // When
                List<RebuildProgress> told = new ArrayList<>();
                new Rebuild(definitions, new LakeStates(lake.tables(), definitions.views()), writer, 10)
                        .view(definitions.view("in_shops").orElseThrow(), told::add);
                // Then
                assertThat(told).containsExactly(new RebuildProgress("in_shops", 1, 1, 3, 1, 1, 0, 0));
                EntityKey key = new EntityKey(List.of(
                        new EntityKey.Part("member_id", FeatureValue.of("a")),
                        new EntityKey.Part("shop_id", FeatureValue.of("s:1"))));
                OnlineRow row = reader.read(OnlineView.of("in_shops", List.of("n")), List.of(key))
                        .get(0);
                assertThat(row.value("n")).isEqualTo(FeatureValue.of(2));
            }
        }
    }

    @Test
    void aViewThatIsNotThereIsNamed(@TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("a.yaml"), DEFINITIONS);
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        assertThat(Rebuild.chosen(definitions, List.of())).hasSize(2);
        assertThatThrownBy(() -> Rebuild.chosen(definitions, List.of("order")))
                .hasMessage("no view is called 'order', expected one of orders, refunds");
    }

    private static OnlineRow row(OnlineStoreReader reader, String member) {
        return reader.read(List.of(VIEW), EntityKey.of("member_id", member)).get(0);
    }
}
