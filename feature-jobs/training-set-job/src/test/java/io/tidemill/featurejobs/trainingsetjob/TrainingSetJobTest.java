package io.tidemill.featurejobs.trainingsetjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.trainingsets.TestingOrders;
import io.tidemill.featurejobs.trainingsets.TrainingSetPlan;
import io.tidemill.featurejobs.trainingsets.files.TrainingSetExport;
import io.tidemill.featurejobs.trainingsets.tables.TestingTable;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Flink makes is what one process makes, byte for byte. */
class TrainingSetJobTest {
    private static final Instant BEGIN = Instant.parse("1969-11-01T00:00:00Z");
    private static final long DAYS = 150;
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
                ttl: P1D
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount_1h, function: sum, column: amount, window: PT1H}
                  - {name: amount_all, function: sum, column: amount}
                  - {name: deviation, function: stddev, column: amount, window: P7D}
                  - {name: in_session, function: count, session: PT6H}
                  - {name: today, function: max, column: amount, tumbling: P1D}
                  - {name: recency, function: time_since_last}
                  - {name: last_amounts, function: last_n, column: amount, n: 3}
                  - {name: tea_30d, function: count, window: P30D, where: {category: tea}}
              - name: net
                entity: member
                source: order.paid
                takenBackBy: {order.refunded: {}}
                features:
                  - {name: amount_30d, function: sum, column: amount, window: P30D}
                  - {name: orders, function: count}
              - name: in_shops
                entities: [member, shop]
                source: order.paid
                keys: {shop: shopId}
                features:
                  - {name: n, function: count, window: P60D}
                  - {name: amount, function: sum, column: amount}
              - name: by_shop
                entity: shop
                source: order.paid
                keys: {shop: shopId}
                features:
                  - {name: buyers, function: distinct_count, column: category, window: P30D}
                  - {name: change, function: change, of: n}
                  - {name: n, function: count, window: P7D}
              - name: as_gold
                entity: member
                source: order.paid
                attributes: {level: {source: member.registered, column: level}}
                lateness: PT1H
                features:
                  - {name: gold, function: sum, column: amount, window: P30D, where: {level: gold}}
            batchFeatureViews:
              - name: profile
                entity: member
                source: {table: crm.profiles, timestamp: updated_at, created: loaded_at}
                ttl: P9D
                features:
                  - {name: score, valueType: double}
                  - {name: visits, valueType: int64, default: -1}
            onDemandFeatureViews:
              - name: visiting
                sources: [profile, orders]
                features:
                  - {name: orders_of_visits, valueType: int64, expression: profile.visits - orders.count_30d}
              - name: basket
                sources: [orders]
                requestSchema: [{name: price, valueType: double}]
                features:
                  - {name: share, valueType: double, expression: "request.price / orders.amount_all"}
                  - {name: newest, valueType: double, expression: "orders.last_amounts[0]"}
            """;
    private static final String ALL_OF_MEMBERS =
            """
            "orders:count_30d","orders:amount_1h","orders:amount_all","orders:deviation","orders:in_session",\
            "orders:today","orders:recency","orders:tea_30d","net:amount_30d","net:orders","as_gold:gold"\
            """;

    private static final Schema PROFILES = new Schema(
            Types.NestedField.optional(1, "member_id", Types.StringType.get()),
            Types.NestedField.optional(2, "updated_at", Types.TimestampType.withZone()),
            Types.NestedField.optional(3, "loaded_at", Types.TimestampType.withZone()),
            Types.NestedField.optional(4, "score", Types.DoubleType.get()),
            Types.NestedField.optional(5, "visits", Types.LongType.get()));

    private static TestPostgres postgres;
    private static Path folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        postgres = TestPostgres.start();
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("a.yaml"), DEFINITIONS);
        Files.writeString(
                folder.resolve("tidemill.properties"),
                "lake.catalog-uri=" + postgres.jdbcUrl() + "\nlake.warehouse=" + warehouse() + "\ndata.folder=" + folder
                        + "\ntraining-set.parallelism=3\n");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, none:order.paid:P20D, false",
        "2, sum(amount):order.paid:P9D, true",
        "3, count:order.refunded:PT30H, false"
    })
    void whatFlinkMakesIsWhatOneProcessMakes(int seed, String label, boolean takenIn) throws IOException {
        bothMakeTheSame(seed, label, takenIn, 300);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"4, 3000, true", "5, 3000, false", "6, 20000, true", "7, 20000, false"})
    void alsoOfMoreEvents(int seed, int events, boolean takenIn) throws IOException {
        bothMakeTheSame(seed, "avg(amount):order.paid:P9D", takenIn, events);
    }

    @Test
    void withoutEventsTheRowsAreThere() throws IOException {
        try (LakeCatalog lake = lake()) {
            TestingOrders.in(lake);
            TestingOrders.in(lake, "order.refunded");
            TestingOrders.in(lake, "member.registered");
        }
        Path entities = Files.writeString(folder.resolve("nobody.csv"), "member_id,event_timestamp\nm-1,1970-01-01\n");
        Path out = folder.resolve("nothing.csv");
        // When
        assertThat(flink(spec(entities, out, "\"orders:count_30d\"", "none:order.paid:P1D", false)))
                .isZero();
        // Then
        assertThat(Files.readAllLines(out))
                .containsExactly("member_id,event_timestamp,count_30d,label", "m-1,1970-01-01T00:00:00Z,0,1.0");
    }

    @Test
    void featuresOfTablesStandBesideThoseOfEvents() throws IOException {
        // Given an order, and a table whose row of a member stands until the next, or for nine days
        TestingTable profiles;
        try (LakeCatalog lake = lake()) {
            TestingOrders.in(lake).append(TestingOrders.order("m-1", "1970-01-02T00:00:00Z", "1"));
            profiles = TestingTable.in(lake, "crm.profiles", PROFILES);
            profiles.append(
                    profile(profiles, "m-1", Instant.parse("1970-01-01T00:00:00Z"), 2.5, 7L),
                    profile(profiles, "m-1", Instant.parse("1970-01-03T00:00:00Z"), 0.5, null));
        }
        Path entities = Files.writeString(
                folder.resolve("few.csv"),
                """
                member_id,event_timestamp
                m-1,1970-01-02
                m-1,1970-01-03
                m-1,1970-01-13
                m-2,1970-01-03
                """);
        Path out = folder.resolve("few-set.csv");
        String features = "\"profile:score\",\"orders:count_30d\",\"profile:visits\",\"visiting:orders_of_visits\"";
        // When
        assertThat(flink(spec(entities, out, features, "none:order.paid:P1D", false)))
                .isZero();
        // Then
        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "member_id,event_timestamp,score,count_30d,visits,orders_of_visits,label",
                        "m-1,1970-01-02T00:00:00Z,2.5,1,7,6,1.0",
                        "m-1,1970-01-03T00:00:00Z,0.5,1,-1,-2,1.0",
                        "m-1,1970-01-13T00:00:00Z,,1,-1,-2,1.0",
                        "m-2,1970-01-03T00:00:00Z,,0,-1,-1,1.0");
        assertThat(Path.of(out + ".json"))
                .content()
                .contains("\"crm.profiles\" : " + profiles.snapshotId(), "\"order_paid\" : ");
        // And also where events tell the label alone
        assertThat(flink(spec(entities, out, "\"profile:score\"", "count:order.paid:P1D", false)))
                .isZero();
        assertThat(Files.readAllLines(out).subList(0, 2))
                .containsExactly("member_id,event_timestamp,score,label", "m-1,1970-01-02T00:00:00Z,2.5,0.0");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        // Given a file of the table that is gone
        Random random = new Random(8);
        fill(random, 20);
        try (Stream<Path> files = Files.walk(warehouse())) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }
        Path entities = Files.writeString(folder.resolve("lost.csv"), "member_id,event_timestamp\nm-1,1971-01-01\n");
        Path out = folder.resolve("never.csv");
        // When
        int code = flink(spec(entities, out, "\"orders:amount_all\"", "none:order.paid:P1D", false));
        // Then nothing is made, and nothing is left behind
        assertThat(code).isEqualTo(TrainingSetExport.FAILED);
        assertThat(out).doesNotExist();
        assertThat(rowFiles()).isEmpty();
    }

    private static void bothMakeTheSame(int seed, String label, boolean takenIn, int events) throws IOException {
        // Given events of members in shops, some of them late and some twice, in several files
        Random random = new Random(seed);
        fill(random, events);
        fillProfiles(random);
        Path entities = entities(random, 80);
        for (String features : List.of(
                ALL_OF_MEMBERS,
                "\"in_shops:n\",\"profile:score\",\"by_shop:buyers\",\"by_shop:change\",\"in_shops:amount\"",
                "\"basket:share\",\"visiting:orders_of_visits\",\"basket:newest\",\"orders:recency\"")) {
            // When
            Path inProcess = folder.resolve("in-process.parquet");
            Path flink = folder.resolve("flink.parquet");
            assertThat(TrainingSetExport.run(
                            arguments(spec(entities, inProcess, features, label, takenIn)),
                            settings -> TrainingSetPlan::make))
                    .isZero();
            assertThat(flink(spec(entities, flink, features, label, takenIn))).isZero();
            // Then
            assertThat(flink).as(features).hasSameBinaryContentAs(inProcess);
            assertThat(Path.of(flink + ".json")).hasSameBinaryContentAs(Path.of(inProcess + ".json"));
            assertThat(rowFiles()).isEmpty();
        }
    }

    private static int flink(Path spec) {
        return TrainingSetExport.run(
                arguments(spec), settings -> new FlinkBatch(() -> TrainingSetJob.environment(settings)));
    }

    private static String[] arguments(Path spec) {
        return new String[] {"--config", folder.resolve("tidemill.properties").toString(), "--spec", spec.toString()};
    }

    private static Path spec(Path entities, Path out, String features, String label, boolean takenIn)
            throws IOException {
        return Files.writeString(
                folder.resolve("spec.json"),
                """
                {"definitions": "%s", "entities": "%s", "features": [%s], "label": "%s", "takenIn": %s, "out": "%s"}
                """
                        .formatted(folder, entities, features, label, takenIn, out));
    }

    private static List<Path> rowFiles() throws IOException {
        try (Stream<Path> files = Files.walk(warehouse())) {
            return files.filter(file -> file.getFileName().toString().startsWith("rows-"))
                    .toList();
        }
    }

    private static LakeCatalog lake() {
        return LakeCatalog.open(
                CatalogSettings.jdbc(postgres.jdbcUrl(), warehouse().toString()));
    }

    private static Path warehouse() {
        return folder.resolve("warehouse");
    }

    private static void fill(Random random, int events) throws IOException {
        try (LakeCatalog lake = lake()) {
            for (String type : List.of("order.paid", "order.refunded", "member.registered")) {
                TestingOrders table = TestingOrders.in(lake, type);
                List<Record> rows = new ArrayList<>();
                for (int i = 0; i < events; i++) {
                    Record row = event(random, "e" + i);
                    rows.add(row);
                    if (random.nextInt(20) == 0) {
                        rows.add(row.copy());
                    }
                }
                int half = rows.size() / 2;
                table.append(rows.subList(0, half).toArray(Record[]::new));
                table.append(rows.subList(half, rows.size()).toArray(Record[]::new));
            }
        }
    }

    /** Of most members rows of some instants, some of them written long after. */
    private static void fillProfiles(Random random) throws IOException {
        try (LakeCatalog lake = lake()) {
            TestingTable profiles = TestingTable.in(lake, "crm.profiles", PROFILES);
            List<Record> rows = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Double score = random.nextInt(5) == 0 ? null : random.nextDouble();
                Long visits = random.nextInt(5) == 0 ? null : random.nextLong(100);
                rows.add(profile(profiles, "m-" + random.nextInt(13), time(random), score, visits));
            }
            profiles.append(rows);
        }
    }

    private static Record profile(
            TestingTable profiles, String member, Instant time, @Nullable Double score, @Nullable Long visits) {
        Instant written = time.plus(Duration.ofHours(visits == null ? 90 : visits));
        return profiles.row(member, time.atOffset(ZoneOffset.UTC), written.atOffset(ZoneOffset.UTC), score, visits);
    }

    private static Record event(Random random, String id) {
        Instant time = time(random);
        Instant takenIn = time.plus(Duration.ofHours(random.nextInt(3) == 0 ? random.nextInt(2000) : 0));
        Record row = TestingOrders.order(
                "m-" + random.nextInt(12),
                time.toString(),
                Integer.toString(random.nextInt(2000) - 500),
                takenIn.toString());
        row.setField(LakeTables.EVENT_ID, id);
        row.setField(LakeTables.EVENT_SOURCE, "/source-" + random.nextInt(2));
        row.setField("category", random.nextBoolean() ? "tea" : "coffee");
        row.setField("level", random.nextBoolean() ? "gold" : "silver");
        row.setField("shopId", random.nextInt(6) == 0 ? null : "s:" + random.nextInt(3));
        return row;
    }

    /** Often the same instants, before 1970 and after. */
    private static Instant time(Random random) {
        return random.nextInt(4) == 0
                ? BEGIN.plus(Duration.ofDays(random.nextLong(DAYS)))
                : BEGIN.plusSeconds(random.nextLong(DAYS * 24 * 3600));
    }

    private static Path entities(Random random, int rows) throws IOException {
        StringBuilder csv = new StringBuilder("member_id,shop_id,event_timestamp,price\n");
        for (int i = 0; i < rows; i++) {
            csv.append("m-%d,s:%d,%s,%d\n"
                    .formatted(random.nextInt(14), random.nextInt(4), time(random), random.nextInt(100)));
        }
        return Files.writeString(folder.resolve("entities.csv"), csv);
    }
}
