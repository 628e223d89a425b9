package io.tidemill.featurejobs.trainingsets.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.featurejobs.trainingsets.TestingOrders;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
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
                  - {name: last_amounts, function: last_n, column: amount, n: 2}
              - name: shops
                entity: shop
                source: order.paid
                features: [{name: count_30d, function: count, window: P30D}]
              - name: in_shops
                entities: [member, shop]
                source: order.paid
                keys: {shop: shopId}
                features:
                  - {name: n, function: count}
                  - {name: amount, function: sum, column: amount, window: P30D}
              - name: by_shop
                entity: shop
                source: order.paid
                keys: {shop: shopId}
                features: [{name: all_orders, function: count}]
            onDemandFeatureViews:
              - name: basket
                sources: [orders]
                requestSchema: [{name: price, valueType: double}, {name: coupon, valueType: string}]
                features:
                  - {name: share, valueType: double, expression: "request.price / orders.amount_all"}
                  - {name: days, valueType: double, expression: "orders.recency / 86400.0"}
                  - {name: last, valueType: int64, expression: "int(orders.last_amounts[0]) + (request.coupon == 'X' ? 100 : 0)"}
                  - {name: code, valueType: string, expression: "request.coupon"}
            featureServices:
              - {name: baskets, features: ["basket:share", "orders:count_30d", "basket:last"]}
              - {name: churn, features: ["orders:count_30d", "orders:amount_all", "orders:recency"]}
            """;

    private static TestPostgres postgres;
    private static LakeCatalog lake;
    private static TestingOrders orders;
    private static Path folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("a.yaml"), DEFINITIONS);
        postgres = TestPostgres.start();
        lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()));
        orders = TestingOrders.in(lake);
        orders.append(
                TestingOrders.order("a", "2026-04-01T10:00:00Z", "1.25"),
                TestingOrders.order("a", "2026-05-01T10:00:00Z", "2"),
                TestingOrders.order("b", "2026-04-20T00:00:00Z", "7"));
    }

    @AfterAll
    static void stop() {
        lake.close();
        postgres.close();
    }

    @Test
    void aFileOfEntityRowsBecomesAFileOfFeatures() throws IOException {
        // Given rows with columns of their own, one of them twice
        Path entities = Files.writeString(
                folder.resolve("entities.csv"),
                """
                member_id,event_timestamp,note
                a,2026-04-15,first
                "no,body",2026-04-15 00:00:00,
                a,2026-04-15T00:00:00Z,"twice, and quoted"
                a,2026-05-01T09:59:59.999Z,
                """);
        Path out = folder.resolve("set.csv");
        // When
        TrainingSetReport report = make(entities, out, "service", "churn", "label", "count:order.paid:P30D");
        // Then every row is there once, in order
        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "member_id,event_timestamp,note,count_30d,amount_all,recency,label",
                        "a,2026-04-15T00:00:00Z,first,1,1.25,1173600.0,1.0",
                        "\"no,body\",2026-04-15T00:00:00Z,,0,0.0,,0.0",
                        "a,2026-04-15T00:00:00Z,\"twice, and quoted\",1,1.25,1173600.0,1.0",
                        "a,2026-05-01T09:59:59.999Z,,1,1.25,2591999.999,1.0");
        assertThat(report.columns().get("count_30d"))
                .isEqualTo(new ColumnStatistics(4, 0, 2, 0.75, 0.5, 0.0, 0.0, 1.0, 1.0, 1.0));
        assertThat(report.columns().get("recency"))
                .extracting(ColumnStatistics::rows, ColumnStatistics::nulls)
                .containsExactly(4, 1);
        // And the report says of which versions its features are
        assertThat(report.featureVersions()).containsExactly("orders@v1");
        assertThat(JSON.readTree(folder.resolve("set.csv.json").toFile())
                        .at("/featureVersions/0")
                        .asText())
                .isEqualTo("orders@v1");
    }

    @Test
    void featuresAreComputedFromWhatWasKnownAndWhatTheRowsGive() throws IOException {
        // Given rows that give a price and a coupon along
        Path entities = Files.writeString(
                folder.resolve("baskets.csv"),
                """
                member_id,event_timestamp,price,coupon
                a,2026-04-15T00:00:00Z,2.5,X
                a,2026-05-02T00:00:00Z,13,
                nobody,2026-04-15T00:00:00Z,1,X
                a,2026-04-15T00:00:00Z,,Y
                """);
        Path out = folder.resolve("baskets-set.csv");
        // When
        make(entities, out, "service", "baskets");
        // Then they are computed as of each row's instant; where something is missing, they are null
        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "member_id,event_timestamp,price,coupon,share,count_30d,last",
                        "a,2026-04-15T00:00:00Z,2.5,X,2.0,1,101",
                        "a,2026-05-02T00:00:00Z,13,,4.0,1,2",
                        "nobody,2026-04-15T00:00:00Z,1,X,,0,",
                        "a,2026-04-15T00:00:00Z,,Y,,1,1");
    }

    @Test
    void whatAFeatureIsComputedFromHasToBeThere() throws IOException {
        Path none = Files.writeString(folder.resolve("no-price.csv"), "member_id,event_timestamp\na,2026-04-15\n");
        Path text = Files.writeString(
                folder.resolve("text-price.csv"), "member_id,event_timestamp,price\na,2026-04-15,dear\n");
        Path out = folder.resolve("never.csv");
        assertThatThrownBy(() -> make(none, out, "features", "basket:share"))
                .isInstanceOf(InvalidTrainingSetException.class)
                .hasMessage(
                        "feature basket:share is computed from 'price', expected a column of that name in the entity rows");
        assertThatThrownBy(() -> make(text, out, "features", "basket:share"))
                .isInstanceOf(InvalidTrainingSetException.class)
                .hasMessage("row 1: price is 'dear', expected double");
        assertThatThrownBy(() -> make(text, out, "features", "basket:code"))
                .isInstanceOf(InvalidTrainingSetException.class)
                .hasMessageContaining("basket:code is string, a training set expects numbers");
        assertThat(out).doesNotExist();
    }

    @Test
    void itIsMadeAgainByteForByteFromItsReport() throws IOException {
        // Given a set in Parquet, and orders that came since
        Path entities = Files.writeString(folder.resolve("again.csv"), "member_id\na\nb\nnobody\n");
        Path first = folder.resolve("first.parquet");
        make(entities, first, "service", "churn", "asOf", "2026-05-01T00:00:00Z", "label", "none:order.paid:P30D");
        orders.append(TestingOrders.order("b", "2026-04-02T10:00:00Z", "100"));
        // When it is made again from the snapshots of its report, and from the lake as it is
        Path second = folder.resolve("second.parquet");
        String report = first + ".json";
        make(
                entities,
                second,
                "service",
                "churn",
                "asOf",
                "2026-05-01T00:00:00Z",
                "label",
                "none:order.paid:P30D",
                "snapshots",
                report);
        Path third = folder.resolve("third.parquet");
        make(entities, third, "service", "churn", "asOf", "2026-05-01T00:00:00Z", "label", "none:order.paid:P30D");
        // Then
        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(Files.readString(folder.resolve("second.parquet.json")))
                .isEqualTo(Files.readString(Path.of(report)));
        assertThat(Files.mismatch(third, first)).isNotNegative();
        // And it reads as what it is
        EntityTable table = EntityTable.read(first, List.of("member_id"), Optional.empty());
        assertThat(table.kept())
                .containsExactly(
                        new EntityTable.Column("count_30d", Types.LongType.get()),
                        new EntityTable.Column("amount_all", Types.DoubleType.get()),
                        new EntityTable.Column("recency", Types.DoubleType.get()),
                        new EntityTable.Column("label", Types.DoubleType.get()));
        assertThat(table.rows()).extracting(row -> row.asOf()).containsOnly(Instant.parse("2026-05-01T00:00:00Z"));
        assertThat(table.values().get(2)).containsExactly(0L, 0.0, null, 1.0);
    }

    @Test
    void columnsOfOneNameTakeTheNamesOfTheirViews() throws IOException {
        Path entities = Files.writeString(folder.resolve("named.csv"), "member_id,count_30d\na,9\n");
        Path out = folder.resolve("named-set.csv");
        String[] wanted = {"features", "orders:count_30d", "asOf", "2026-04-15T00:00:00Z"};
        assertThatThrownBy(() -> make(entities, out, wanted))
                .isInstanceOf(InvalidTrainingSetException.class)
                .hasMessage(
                        "two columns are called 'count_30d': ask for full feature names, or rename it in the entity "
                                + "rows");
        make(entities, out, "features", "orders:count_30d", "asOf", "2026-04-15T00:00:00Z", "fullNames", "true");
        assertThat(Files.readAllLines(out))
                .containsExactly("member_id,event_timestamp,count_30d,orders__count_30d", "a,2026-04-15T00:00:00Z,9,1");
    }

    @Test
    void rowsOfSeveralKeysAreReadByEach() throws IOException {
        // Given orders in shops, and one in none
        orders.append(
                TestingOrders.orderIn("s:1", "x", "2026-04-01T10:00:00Z", "1.25"),
                TestingOrders.orderIn("s:1", "x", "2026-04-02T10:00:00Z", "2"),
                TestingOrders.orderIn("s:2", "x", "2026-04-03T10:00:00Z", "4"),
                TestingOrders.orderIn("s:1", "y", "2026-04-04T10:00:00Z", "8"),
                TestingOrders.orderIn(null, "x", "2026-04-05T10:00:00Z", "16"));
        Path entities = Files.writeString(
                folder.resolve("composite.csv"),
                """
                shop_id,member_id,event_timestamp
                s:1,x,2026-04-10
                s:2,x,2026-04-10
                s:2,y,2026-04-10
                s:1,y,2026-04-04
                """);
        Path out = folder.resolve("composite-set.csv");
        String label = "count:order.paid:P3D";
        // When features of members, of shops and of both are asked for
        String features = "in_shops:n,in_shops:amount,orders:amount_all,by_shop:all_orders";
        make(entities, out, "features", features, "label", label);
        // Then each is of the keys that it has, and the label of the row's member in its shop
        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "member_id,shop_id,event_timestamp,n,amount,amount_all,all_orders,label",
                        "x,s:1,2026-04-10T00:00:00Z,2,3.25,23.25,3,0.0",
                        "x,s:2,2026-04-10T00:00:00Z,1,4.0,23.25,1,0.0",
                        "y,s:2,2026-04-10T00:00:00Z,0,0.0,8.0,1,0.0",
                        "y,s:1,2026-04-04T00:00:00Z,0,0.0,0.0,2,1.0");
        // And the label of shops alone is of the orders in them
        Path byShop = folder.resolve("by-shop.csv");
        make(entities, byShop, "features", "by_shop:all_orders", "label", label);
        assertThat(Files.readAllLines(byShop))
                .containsExactly(
                        "shop_id,event_timestamp,member_id,all_orders,label",
                        "s:1,2026-04-10T00:00:00Z,x,3,0.0",
                        "s:2,2026-04-10T00:00:00Z,x,1,0.0",
                        "s:2,2026-04-10T00:00:00Z,y,1,0.0",
                        "s:1,2026-04-04T00:00:00Z,y,2,1.0");
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        Path good = Files.writeString(folder.resolve("good.csv"), "member_id,event_timestamp\na,2026-04-15\n");
        Path keyless = Files.writeString(folder.resolve("keyless.csv"), "member,event_timestamp\na,2026-04-15\n");
        Path timeless = Files.writeString(folder.resolve("timeless.csv"), "member_id,event_timestamp\na,soon\n");
        Path short1 = Files.writeString(folder.resolve("short.csv"), "member_id,event_timestamp\na\n");
        assertThat(Map.of(
                        problem(keyless, "service", "churn"),
                        "the file has no column 'member_id', it has member, event_timestamp",
                        problem(timeless, "service", "churn"),
                        "row 1: event_timestamp is 'soon', expected a time such as 2026-04-01T00:00:00Z or a day",
                        problem(short1, "service", "churn"),
                        "row 1: 1 values, expected 2",
                        problem(good, "service", "chum"),
                        "no feature service is called 'chum', expected one of baskets, churn",
                        problem(good, "features", "orders:last_amounts"),
                        "feature orders:last_amounts is double_list, a training set expects numbers",
                        problem(good, "service", "churn", "asOf", "2026-04-15T00:00:00Z"),
                        "the file has a column event_timestamp, so one instant for all rows cannot be meant",
                        problem(good, "service", "churn", "label", "sum(price):order.paid:P3D"),
                        "label: table tidemill.tidemill.order_paid has no column 'price', expected one of event_id, "
                                + "event_source, event_subject, event_time, amount, category, ingest_time, shopId, reason, level",
                        problem(good, "service", "churn", "label", "soon"),
                        "label 'soon': expected none:TYPE:HORIZON, or a function of a TYPE of events such as "
                                + "count:TYPE:HORIZON or sum(COLUMN):TYPE:HORIZON",
                        problem(good),
                        "expected either features or a feature service"))
                .allSatisfy((found, expected) -> assertThat(found).isEqualTo(expected));
    }

    private static String problem(Path entities, String... options) {
        try {
            make(entities, folder.resolve("never.csv"), options);
            return "nothing was wrong";
        } catch (InvalidTrainingSetException | IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static TrainingSetReport make(Path entities, Path out, String... options) throws IOException {
        FeatureCatalogue serving = FeatureCatalogue.of(FeatureDefinitions.read(folder));
        return TrainingSetExport.make(lake.tables(), spec(entities, out, options), serving.definitions());
    }

    private static ExportSpec spec(Path entities, Path out, String... options) throws IOException {
        ObjectNode spec = JSON.createObjectNode()
                .put("definitions", folder.toString())
                .put("entities", entities.toString())
                .put("out", out.toString());
        for (int i = 0; i < options.length; i += 2) {
            switch (options[i]) {
                case "features" -> {
                    ArrayNode features = spec.putArray("features");
                    Stream.of(options[i + 1].split(",")).forEach(features::add);
                }
                case "fullNames", "takenIn" -> spec.put(options[i], Boolean.parseBoolean(options[i + 1]));
                default -> spec.put(options[i], options[i + 1]);
            }
        }
        Path file = Files.writeString(folder.resolve("spec.json"), spec.toString());
        return ExportSpec.read(file);
    }
}
