package io.tidemill.featurejobs.trainingsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.featurejobs.trainingsets.tables.TestingTable;
import io.tidemill.featurejobs.trainingsets.tables.ViewTable;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training sets of features that are columns of tables. */
class TableFeaturesTest {
    private static final String DEFINITIONS =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
              - {name: store, joinKey: store_no, valueType: int64}
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, features: [{name: n, function: count}]}
            batchFeatureViews:
              - name: profile
                entity: member
                keys: {member: member_no}
                source: {table: crm.profiles, timestamp: updated_at, created: loaded_at}
                ttl: P30D
                features:
                  - {name: score, valueType: double}
                  - {name: visits, valueType: int64, column: visit_count, default: -1}
                  - {name: vip, valueType: int64}
                  - {name: segment, valueType: string}
              - name: in_store
                entities: [member, store]
                keys: {member: member_no}
                source: {table: crm.in_store, timestamp: at}
                features: [{name: spent, valueType: double}]
            onDemandFeatureViews:
              - name: both
                sources: [profile, orders]
                features:
                  - {name: visits_per_order, valueType: double, expression: double(profile.visits) / double(orders.n)}
                  - {name: is_gold, valueType: int64, expression: "profile.segment == 'gold' ? 1 : 0"}
            """;

    private static final Schema PROFILES = new Schema(
            Types.NestedField.optional(1, "member_no", Types.StringType.get()),
            Types.NestedField.optional(2, "updated_at", Types.TimestampType.withZone()),
            Types.NestedField.optional(3, "loaded_at", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(4, "score", Types.DecimalType.of(9, 2)),
            Types.NestedField.optional(5, "visit_count", Types.IntegerType.get()),
            Types.NestedField.optional(6, "vip", Types.BooleanType.get()),
            Types.NestedField.optional(7, "segment", Types.StringType.get()));
    private static final Schema IN_STORE = new Schema(
            Types.NestedField.optional(1, "member_no", Types.StringType.get()),
            Types.NestedField.optional(2, "store_no", Types.IntegerType.get()),
            Types.NestedField.optional(3, "at", Types.TimestampType.withoutZone()),
            Types.NestedField.optional(4, "spent", Types.FloatType.get()));

    private static final FeatureDefinitions READ = FeatureDefinitions.parse("shop.yaml", DEFINITIONS);

    private static TestPostgres postgres;
    private static Path folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void theRowThatStoodAtTheInstantIsTakenBesideWhatIsComputedFromEvents() throws IOException {
        try (LakeCatalog lake = lake()) {
            // Given orders, a table of members, and one of members in stores
            TestingOrders.in(lake).append(TestingOrders.order("a", "2026-01-03T00:00:00Z", "1"));
            TestingTable profiles = TestingTable.in(lake, "crm.profiles", PROFILES);
            profiles.append(
                    profile(profiles, "a", "2026-01-01T00:00:00Z", "2026-01-05T00:00:00", "0.25", 3, true, "gold"),
                    profile(profiles, "b", "2026-01-01T00:00:00Z", null, "9", 1, false, "gold"),
                    profile(profiles, null, "2026-01-01T00:00:00Z", null, "8", 1, null, null));
            profiles.append(
                    profile(profiles, "a", "2026-01-10T00:00:00.000001Z", "2026-01-10T00:00:01", null, null, null, ""));
            TestingTable inStore = TestingTable.in(lake, "crm.in_store", IN_STORE);
            inStore.append(
                    inStore.row("a", 7, LocalDateTime.parse("2026-01-02T00:00:00"), 1.5f),
                    inStore.row("a", 8, LocalDateTime.parse("2026-01-02T00:00:00"), Float.POSITIVE_INFINITY));
            List<String> features = List.of(
                    "profile:score",
                    "in_store:spent",
                    "orders:n",
                    "profile:visits",
                    "profile:vip",
                    "both:visits_per_order",
                    "both:is_gold");
            EntityRows rows = new EntityRows.Listed(
                    List.of("store_no", "member_id"),
                    Stream.of(
                                    "7 a 2025-12-31T23:59:59.999Z",
                                    "7 a 2026-01-03T00:00:00Z",
                                    "8 a 2026-01-10T00:00:00Z",
                                    "8 a 2026-01-10T00:00:00.001Z",
                                    "7 a 2026-02-09T00:00:00Z",
                                    "7 a 2026-02-10T00:00:00Z")
                            .map(text -> text.split(" "))
                            .map(words -> new EntityRow(List.of(words[0], words[1]), Instant.parse(words[2])))
                            .toList());
            TrainingSets sets = new TrainingSets(lake.tables(), READ);
            // When
            TrainingSet set = sets.make(request(features, rows, Map.of(), Known.HAPPENED));
            // Then, with NaN for null, and the default of visits where there is none
            double none = Double.NaN;
            assertThat(set.features(0)).containsExactly(none, none, 0, -1, none, none, 0);
            assertThat(set.features(1)).containsExactly(0.25, 1.5, 1, 3, 1, 3, 1);
            assertThat(set.features(2)).containsExactly(0.25, none, 1, 3, 1, 3, 1);
            assertThat(set.features(3)).containsExactly(none, none, 1, -1, none, -1, 0);
            assertThat(set.features(4)).containsExactly(none, 1.5, 1, -1, none, -1, 0);
            assertThat(set.features(5)).containsExactly(none, 1.5, 1, -1, none, -1, 0);
            assertThat(set.snapshotIds())
                    .containsEntry("crm.profiles", profiles.snapshotId())
                    .containsEntry("crm.in_store", inStore.snapshotId())
                    .containsKey("order_paid");

            // And whatever is committed later, the same snapshots give the same
            profiles.append(profile(profiles, "a", "2026-01-02T00:00:00Z", null, "77", 77, null, null));
            TrainingSet again = sets.make(request(features, rows, set.snapshotIds(), Known.HAPPENED));
            TrainingSet fresh = sets.make(request(features, rows, Map.of(), Known.HAPPENED));
            assertThat(again.features(1)).isEqualTo(set.features(1));
            assertThat(fresh.value(1, 0)).isEqualTo(77);

            // And a row that was written later is not known before, and one that does not say when is not known
            TrainingSet takenIn = sets.make(request(
                    List.of("profile:score"),
                    new EntityRows.Listed(List.of(
                            new EntityRow("a", Instant.parse("2026-01-04T23:59:59.999Z")),
                            new EntityRow("a", Instant.parse("2026-01-05T00:00:00Z")),
                            new EntityRow("b", Instant.parse("2026-01-05T00:00:00Z")))),
                    Map.of(),
                    Known.TAKEN_IN));
            assertThat(takenIn.value(0, 0)).isNaN();
            assertThat(takenIn.value(1, 0)).isEqualTo(0.25);
            assertThat(takenIn.value(2, 0)).isNaN();
        }
    }

    @Test
    void anyRowsGiveWhatTryingAllOfThemGives() throws IOException {
        try (LakeCatalog lake = lake()) {
            // Given rows in no order, in several files, with ties
            Random random = new Random(7);
            TestingTable profiles = TestingTable.in(lake, "crm.profiles", PROFILES);
            List<Record> all = new ArrayList<>();
            for (int commit = 0; commit < 5; commit++) {
                List<Record> rows = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    Instant time = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofHours(random.nextInt(1000)));
                    rows.add(profile(
                            profiles,
                            "m" + random.nextInt(40),
                            time.toString(),
                            random.nextInt(3) == 0 ? null : "2026-03-0" + (1 + random.nextInt(3)) + "T00:00:00",
                            null,
                            random.nextInt(4) == 0 ? null : (Integer) random.nextInt(100),
                            null,
                            null));
                }
                profiles.append(rows);
                all.addAll(rows);
            }
            List<EntityRow> asked = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                asked.add(new EntityRow(
                        "m" + random.nextInt(45),
                        Instant.parse("2025-12-25T00:00:00Z").plus(Duration.ofHours(random.nextInt(2000)))));
            }
            // When
            TrainingSet set = new TrainingSets(lake.tables(), READ)
                    .make(request(List.of("profile:visits"), new EntityRows.Listed(asked), Map.of(), Known.HAPPENED));
            // Then
            for (int row = 0; row < asked.size(); row++) {
                assertThat(set.value(row, 0)).as(asked.get(row).toString()).isEqualTo(visits(all, asked.get(row)));
            }
        }
    }

    /** Of all rows not later than the instant and not older than 30 days then, the one that is sorted last. */
    private static double visits(List<Record> all, EntityRow asked) {
        return all.stream()
                .filter(row -> row.getField("member_no").equals(asked.entity()))
                .filter(row -> {
                    Instant time = time(row);
                    return !time.isAfter(asked.asOf())
                            && !time.isBefore(asked.asOf().minus(Duration.ofDays(30)));
                })
                .max((one, other) -> Arrays.compare(order(one), order(other)))
                .map(row -> row.getField("visit_count"))
                .map(value -> ((Integer) value).doubleValue())
                .orElse(-1.0);
    }

    private static long[] order(Record row) {
        LocalDateTime written = (LocalDateTime) row.getField("loaded_at");
        Integer visits = (Integer) row.getField("visit_count");
        return new long[] {
            time(row).getEpochSecond(),
            written == null ? -1 : written.toEpochSecond(ZoneOffset.UTC),
            visits == null ? -1 : visits
        };
    }

    private static Instant time(Record row) {
        return ((OffsetDateTime) row.getField("updated_at")).toInstant();
    }

    @Test
    void whatTheTableHasNotIsNamed() throws IOException {
        try (LakeCatalog lake = lake()) {
            // Given a table whose columns are others
            TestingTable.in(
                    lake,
                    "crm.profiles",
                    new Schema(
                            Types.NestedField.optional(1, "member_no", Types.LongType.get()),
                            Types.NestedField.optional(2, "updated_at", Types.DateType.get()),
                            Types.NestedField.optional(3, "score", Types.StringType.get()),
                            Types.NestedField.optional(4, "vip", Types.DoubleType.get()),
                            Types.NestedField.optional(5, "segment", Types.StringType.get())));
            BatchFeatureView profile = READ.batchView("profile").orElseThrow();
            // When
            // Then
            assertThat(ViewTable.problems(lake.tables(), profile, READ.entitiesOf(profile)))
                    .extracting(problem -> String.join(".", problem.path()) + ": " + problem.message())
                    .containsExactly(
                            "source.timestamp: column 'updated_at' of table crm.profiles is date, expected timestamp",
                            "source.created: table crm.profiles has no column 'loaded_at', expected one of member_no,"
                                    + " updated_at, score, vip, segment",
                            "keys.member: column 'member_no' of table crm.profiles is long, expected string for the key"
                                    + " of entity 'member'",
                            "features.score.column: column 'score' of table crm.profiles is string, expected float,"
                                    + " double, decimal, int or long for a feature of type double",
                            "features.visits.column: table crm.profiles has no column 'visit_count', expected one of"
                                    + " member_no, updated_at, score, vip, segment",
                            "features.vip.column: column 'vip' of table crm.profiles is double, expected int, long or"
                                    + " boolean for a feature of type int64");
            TrainingSets sets = new TrainingSets(lake.tables(), READ);
            EntityRows rows = new EntityRows.Listed(List.of(new EntityRow("a", Instant.EPOCH)));
            assertThatThrownBy(() -> sets.make(request(List.of("profile:score"), rows, Map.of(), Known.HAPPENED)))
                    .isInstanceOf(InvalidTrainingSetException.class)
                    .hasMessageContaining("view profile: column 'updated_at' of table crm.profiles is date");
            // And a table that is not there, a snapshot that is not, and a time of writing that nothing tells
            lake.tables().dropTable(org.apache.iceberg.catalog.TableIdentifier.parse("crm.profiles"));
            assertThatThrownBy(() -> sets.make(request(List.of("profile:score"), rows, Map.of(), Known.HAPPENED)))
                    .hasMessage("the lake has no table crm.profiles");
            TestingTable.in(lake, "crm.profiles", PROFILES);
            assertThatThrownBy(() -> sets.make(
                            request(List.of("profile:score"), rows, Map.of("crm.profiles", 7L), Known.HAPPENED)))
                    .hasMessageContaining("table crm.profiles has no snapshot 7");
            TrainingSet empty = sets.make(request(List.of("profile:score"), rows, Map.of(), Known.HAPPENED));
            assertThat(empty.snapshotIds()).isEqualTo(Map.of("crm.profiles", TrainingSet.NO_SNAPSHOT));
            assertThat(empty.value(0, 0)).isNaN();
            assertThatThrownBy(() -> sets.make(request(
                            List.of("in_store:spent"),
                            new EntityRows.Listed(
                                    List.of("member_id", "store_no"),
                                    List.of(new EntityRow(List.of("a", "7"), Instant.EPOCH))),
                            Map.of(),
                            Known.TAKEN_IN)))
                    .hasMessageContaining("view in_store names no created column of table crm.in_store");
        }
    }

    @Test
    void columnsAreReadAsTheyAreCalledNow() throws IOException {
        try (LakeCatalog lake = lake()) {
            // Given a table whose columns were renamed and added after its last rows
            TestingTable profiles = TestingTable.in(lake, "crm.profiles", PROFILES);
            profiles.append(profile(profiles, "a", "2026-01-01T00:00:00Z", null, "1", 3, null, null));
            long old = profiles.snapshotId();
            profiles.append(profile(profiles, "a", "2026-01-02T00:00:00Z", null, "1", 4, null, null));
            profiles.table()
                    .updateSchema()
                    .renameColumn("visit_count", "visits_total")
                    .renameColumn("updated_at", "at")
                    .addColumn("tier", Types.LongType.get())
                    .commit();
            FeatureDefinitions renamed = FeatureDefinitions.parse(
                    "shop.yaml",
                    DEFINITIONS
                            .replace("visit_count", "visits_total")
                            .replace("updated_at", "at")
                            .replace("{name: vip, valueType: int64}", "{name: vip, valueType: int64, column: tier}"));
            EntityRows rows = new EntityRows.Listed(List.of(new EntityRow("a", Instant.parse("2026-01-03T00:00:00Z"))));
            List<String> features = List.of("profile:visits", "profile:vip");
            // When
            TrainingSet set =
                    new TrainingSets(lake.tables(), renamed).make(request(features, rows, Map.of(), Known.HAPPENED));
            // Then
            assertThat(set.features(0)).containsExactly(4, Double.NaN);
            assertThat(new TrainingSets(lake.tables(), renamed)
                            .make(request(features, rows, set.snapshotIds(), Known.HAPPENED))
                            .features(0))
                    .isEqualTo(set.features(0));
            // And an older snapshot has the columns of its time
            assertThatThrownBy(() -> new TrainingSets(lake.tables(), renamed)
                            .make(request(features, rows, Map.of("crm.profiles", old), Known.HAPPENED)))
                    .hasMessageContaining(
                            "table crm.profiles has no column 'at', expected one of member_no, updated_at");
            assertThat(new TrainingSets(lake.tables(), READ)
                            .make(request(features, rows, Map.of("crm.profiles", old), Known.HAPPENED))
                            .value(0, 0))
                    .isEqualTo(3);
        }
    }

    @Test
    void howFarBackNewRowsGoIsToldByTheMetadata() throws IOException {
        try (LakeCatalog lake = lake()) {
            // Given
            TestingTable profiles = TestingTable.in(lake, "crm.profiles", PROFILES);
            profiles.append(profile(profiles, "a", "2026-01-01T00:00:00Z", null, null, 1, null, null));
            long first = profiles.snapshotId();
            profiles.append(
                    profile(profiles, "a", "2026-03-02T00:00:00Z", null, null, 1, null, null),
                    profile(profiles, "b", "2026-02-01T00:00:00Z", null, null, 1, null, null));
            profiles.append(profile(profiles, "a", "2026-04-01T00:00:00Z", null, null, 1, null, null));
            // When
            // Then
            assertThat(now(lake).changedSince(first)).contains(Instant.parse("2026-02-01T00:00:00Z"));
            assertThat(now(lake).changedSince(profiles.snapshotId())).contains(Instant.MAX);
            assertThat(now(lake).changedSince(7)).isEmpty();
            // And once rows were replaced it is not told any more
            long before = profiles.snapshotId();
            profiles.replaceAll(profile(profiles, "c", "2026-05-01T00:00:00Z", null, null, 1, null, null));
            assertThat(now(lake).changedSince(before)).isEmpty();
        }
    }

    private static ViewTable now(LakeCatalog lake) {
        BatchFeatureView profile = READ.batchView("profile").orElseThrow();
        return ViewTable.now(lake.tables(), profile, READ.entitiesOf(profile));
    }

    private static LakeCatalog lake() {
        return LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()));
    }

    private static Record profile(
            TestingTable table,
            @Nullable String member,
            String time,
            @Nullable String written,
            @Nullable String score,
            @Nullable Integer visits,
            @Nullable Boolean vip,
            @Nullable String segment) {
        return table.row(
                member,
                Instant.parse(time).atOffset(ZoneOffset.UTC),
                written == null ? null : LocalDateTime.parse(written),
                score == null ? null : new BigDecimal(score).setScale(2),
                visits,
                vip,
                segment);
    }

    private static TrainingSetRequest request(
            List<String> features, EntityRows rows, Map<String, Long> snapshots, Known known) {
        return new TrainingSetRequest(
                features.stream().map(FeatureReference::parse).toList(), rows, Optional.empty(), snapshots, known);
    }
}
