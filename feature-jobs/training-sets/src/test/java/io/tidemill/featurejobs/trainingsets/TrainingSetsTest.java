package io.tidemill.featurejobs.trainingsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetsTest {
    private static final String DEFINITIONS =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
              - {name: shop, joinKey: shop_id, valueType: string}
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount_all, function: sum, column: amount}
                  - {name: recency, function: time_since_last}
                  - {name: category, function: last, column: category}
              - name: refunds
                entity: member
                source: order.refunded
                features: [{name: n, function: count}]
              - name: net
                entities: [member, shop]
                keys: {shop: shopId}
                source: order.paid
                takenBackBy: {order.refunded: {}}
                features:
                  - {name: orders, function: count}
                  - {name: amount_30d, function: sum, column: amount, window: P30D}
                  - {name: dearest, function: max, column: amount, source: order.paid}
            featureViews:
              - {name: risk, entity: member, features: [{name: score, valueType: double}]}
            """;

    private static TestPostgres postgres;
    private static FeatureDefinitions definitions;
    private static Path folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        postgres = TestPostgres.start();
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("a.yaml"), DEFINITIONS);
        definitions = FeatureDefinitions.read(folder);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aTrainingSetIsReadFromTheLakeAndCanBeMadeAgain() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("a").toString()))) {
            // Given a lake of two commits
            TestingOrders table = TestingOrders.in(lake);
            table.append(
                    TestingOrders.order("b", "1997-05-01T00:00:00Z", "10"),
                    TestingOrders.order("a", "1997-05-02T12:00:00.500Z", "2.5"));
            table.append(
                    TestingOrders.order("a", "1997-01-01T00:00:00Z", "1"),
                    TestingOrders.order("c", "1997-07-01T00:00:00Z", "7"));
            TrainingSets sets = new TrainingSets(lake.tables(), definitions);
            TrainingSetRequest request = request(Map.of());
            // When
            TrainingSet set = sets.make(request);
            // Then it holds all who ever ordered, as of the instant, and who did not order in the 60 days after it
            assertThat(set.rows()).extracting(EntityRow::entity).containsExactly("a", "b");
            assertThat(set.features(0)).containsExactly(1, 3.5, 12 * 3600 + 0.5);
            assertThat(set.features(1)).containsExactly(1, 10, 2 * 86400 + 0.5);
            assertThat(set.label(0)).isEqualTo(1);
            assertThat(set.label(1)).isEqualTo(1);
            assertThat(set.snapshotIds()).isEqualTo(Map.of("order_paid", table.snapshotId()));

            // And when more is committed, before the instant and after it
            table.append(
                    TestingOrders.order("a", "1997-06-01T00:00:00Z", "100"),
                    TestingOrders.order("d", "1997-04-30T00:00:00Z", "5"));
            // Then the pinned one is the same, and a new one sees it
            TrainingSet again = sets.make(request(set.snapshotIds()));
            assertThat(again.rows()).isEqualTo(set.rows());
            assertThat(again.features(0)).isEqualTo(set.features(0));
            TrainingSet fresh = sets.make(request);
            assertThat(fresh.rows()).extracting(EntityRow::entity).containsExactly("a", "b", "d");
            assertThat(fresh.features(0)).isEqualTo(set.features(0));
            assertThat(fresh.label(0)).isEqualTo(0);
        }
    }

    @Test
    void rowsAskedForAreThereOnceAndInOrder() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("b").toString()))) {
            // Given
            TestingOrders table = TestingOrders.in(lake);
            table.append(TestingOrders.order("a", "1997-01-01T00:00:00Z", "1.25"));
            // When
            TrainingSet set = new TrainingSets(lake.tables(), definitions)
                    .make(new TrainingSetRequest(
                            List.of(
                                    FeatureReference.parse("orders:recency"),
                                    FeatureReference.parse("orders:amount_all")),
                            new EntityRows.Listed(List.of(
                                    entityRow("a", "1997-03-01T00:00:00Z"),
                                    entityRow("no,body", "1997-03-01T00:00:00Z"),
                                    entityRow("a", "1997-01-01T00:00:00Z"),
                                    entityRow("a", "1996-12-31T23:59:59.999Z"))),
                            Optional.empty(),
                            Map.of()));
            // Then
            assertThat(set.rows()).extracting(EntityRow::entity).containsExactly("a", "no,body", "a", "a");
            assertThat(set.features(0)).containsExactly(5097600.0, 1.25);
            assertThat(set.features(1)).containsExactly(Double.NaN, 0.0);
            assertThat(set.features(2)).containsExactly(0.0, 1.25);
            assertThat(set.features(3)).containsExactly(Double.NaN, 0.0);
        }
    }

    @Test
    void whatCannotBeMadeIsNamed() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("c").toString()))) {
            TestingOrders.in(lake);
            TrainingSets sets = new TrainingSets(lake.tables(), definitions);
            assertThatThrownBy(() -> sets.make(request("orders:nothing", Map.of())))
                    .isInstanceOf(InvalidTrainingSetException.class)
                    .hasMessage("feature orders:nothing is not defined in project shop");
            assertThatThrownBy(() -> sets.make(request("orders:category", Map.of())))
                    .hasMessage("feature orders:category is string, a training set expects numbers");
            assertThatThrownBy(() -> sets.make(request("risk:score", Map.of())))
                    .hasMessage(
                            "view risk is computed neither from events nor from a table, so the lake does not know its past");
            assertThatThrownBy(() -> sets.make(request("orders:recency", Map.of("order_paid", 7L))))
                    .hasMessage("table order_paid has no snapshot 7 any more");
            assertThat(sets.make(request("orders:recency", Map.of())).snapshotIds())
                    .isEqualTo(Map.of("order_paid", TrainingSet.NO_SNAPSHOT));
            // A type of which nothing has come yet
            assertThat(sets.make(request("refunds:n", Map.of())).snapshotIds())
                    .containsEntry("order_refunded", TrainingSet.NO_SNAPSHOT);
        }
    }

    @Test
    void whatWasTakenInLaterIsNotKnownBefore() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("d").toString()))) {
            // Given an order that came three days late
            TestingOrders.in(lake)
                    .append(
                            TestingOrders.order("a", "1997-05-01T00:00:00Z", "10", "1997-05-04T00:00:00Z"),
                            TestingOrders.order("a", "1997-05-02T00:00:00Z", "1"));
            EntityRows rows = new EntityRows.Listed(
                    List.of(entityRow("a", "1997-05-03T00:00:00Z"), entityRow("a", "1997-05-04T00:00:00Z")));
            List<FeatureReference> features = List.of(FeatureReference.parse("orders:amount_all"));
            TrainingSets sets = new TrainingSets(lake.tables(), definitions);
            // When
            TrainingSet happened = sets.make(new TrainingSetRequest(features, rows, Optional.empty(), Map.of()));
            TrainingSet takenIn =
                    sets.make(new TrainingSetRequest(features, rows, Optional.empty(), Map.of(), Known.TAKEN_IN));
            // Then
            assertThat(happened.value(0, 0)).isEqualTo(11);
            assertThat(takenIn.value(0, 0)).isEqualTo(1);
            assertThat(takenIn.value(1, 0)).isEqualTo(11);
        }
    }

    @Test
    void whatWasRefundedIsTakenBackWhenItWasRefunded() throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), folder.resolve("e").toString()))) {
            // Given orders in a shop, and refunds in it and in another
            TestingOrders.in(lake)
                    .append(
                            TestingOrders.orderIn("s", "a", "1997-05-01T00:00:00Z", "10"),
                            TestingOrders.orderIn("s", "a", "1997-05-02T00:00:00Z", "4"));
            TestingOrders.in(lake, "order.refunded")
                    .append(
                            TestingOrders.orderIn("s", "a", "1997-05-03T00:00:00Z", "2.5"),
                            TestingOrders.orderIn("t", "a", "1997-05-03T00:00:00Z", "1"));
            // When
            TrainingSet set = new TrainingSets(lake.tables(), definitions)
                    .make(new TrainingSetRequest(
                            List.of(
                                    FeatureReference.parse("net:orders"),
                                    FeatureReference.parse("net:amount_30d"),
                                    FeatureReference.parse("net:dearest"),
                                    FeatureReference.parse("refunds:n")),
                            new EntityRows.Listed(
                                    List.of("member_id", "shop_id"),
                                    List.of(
                                            composite("a", "s", "1997-05-02T23:59:59.999Z"),
                                            composite("a", "s", "1997-05-03T00:00:00Z"),
                                            composite("a", "t", "1997-05-03T00:00:00Z"))),
                            Optional.empty(),
                            Map.of()));
            // Then a refund counts from its own time on
            assertThat(set.features(0)).containsExactly(2, 14, 10, 0);
            assertThat(set.features(1)).containsExactly(1, 11.5, 10, 2);
            assertThat(set.features(2)).containsExactly(-1, -1, Double.NaN, 2);
        }
    }

    private static EntityRow composite(String member, String shop, String asOf) {
        return new EntityRow(List.of(member, shop), Instant.parse(asOf));
    }

    private static TrainingSetRequest request(Map<String, Long> snapshotIds) {
        return new TrainingSetRequest(
                List.of(
                        FeatureReference.parse("orders:count_30d"),
                        FeatureReference.parse("orders:amount_all"),
                        FeatureReference.parse("orders:recency")),
                new EntityRows.EverSeen("order.paid", Instant.parse("1997-05-03T00:00:00.5Z")),
                Optional.of(new NoEventWithin("order.paid", Duration.ofDays(60))),
                snapshotIds);
    }

    private static TrainingSetRequest request(String feature, Map<String, Long> snapshotIds) {
        return new TrainingSetRequest(
                List.of(FeatureReference.parse(feature)),
                new EntityRows.EverSeen("order.paid", Instant.parse("1997-05-03T00:00:00Z")),
                Optional.empty(),
                snapshotIds);
    }

    private static EntityRow entityRow(String entity, String asOf) {
        return new EntityRow(entity, Instant.parse(asOf));
    }
}
