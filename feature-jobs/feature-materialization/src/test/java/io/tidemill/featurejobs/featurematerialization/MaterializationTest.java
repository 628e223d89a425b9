package io.tidemill.featurejobs.featurematerialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.trainingsets.EntityRow;
import io.tidemill.featurejobs.trainingsets.EntityRows;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest;
import io.tidemill.featurejobs.trainingsets.TrainingSets;
import io.tidemill.featurejobs.trainingsets.tables.InvalidTableException;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Materializes through a real catalogue in PostgreSQL, Parquet files and a real Redis. */
class MaterializationTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final OnlineView VIEW = OnlineView.of("profile", List.of("score", "visits", "segment"));

    private static TestPostgres postgres;
    private static TestRedis redis;
    private static PostgresPool pool;
    private static LakeCatalog lake;
    private static Path folder;
    private static int projects;

    private TestingProfiles profiles;
    /** Each test has a namespace of its own in Redis, and history of its own in PostgreSQL. */
    private FeatureDefinitions definitions;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        postgres = TestPostgres.start();
        redis = TestRedis.start();
        pool = PostgresPool.open(Configuration.of(Map.of("postgres.url", postgres.jdbcUrl())));
        lake = LakeCatalog.open(lakeSettings());
    }

    @AfterAll
    static void stop() {
        lake.close();
        pool.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        profiles = TestingProfiles.in(lake);
        definitions = project(TestingProfiles.DEFINITIONS);
        MaterializationStore.open(pool.dataSource());
        try (java.sql.Connection connection = pool.dataSource().getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE materialization.run");
        }
    }

    @Test
    void theNewestRowOfEachEntityIsStoredAndWhatIsNewerStays() throws Exception {
        // Given rows of three members, one of nobody, one without a time to come, and one that is to come
        profiles.table()
                .append(
                        profiles.row("a", "2026-05-01T00:00:00.000001Z", null, 1.5, 3L, "gold"),
                        profiles.row("a", "2026-04-01T00:00:00Z", "2026-05-31T00:00:00Z", 9.0, 9L, "old"),
                        profiles.row("b", "2026-05-01T00:00:00Z", null, 4.0, null, null),
                        profiles.row(null, "2026-05-01T00:00:00Z", null, 4.0, 4L, "nobody's"),
                        profiles.row("", "2026-05-01T00:00:00Z", null, 4.0, 4L, "nobody's"));
        profiles.table()
                .append(
                        profiles.row("b", "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", Double.NaN, 5L, "茶"),
                        profiles.row("b", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z", 7.0, 7L, "less"),
                        profiles.row("c", "2026-06-01T00:00:00.000001Z", null, 1.0, 1L, "future"));
        // When
        List<MaterializationProgress> told = new ArrayList<>();
        MaterializationProgress done = run(request(Optional.empty(), NOW, false), 100, told);
        // Then
        assertThat(done)
                .isEqualTo(new MaterializationProgress(
                        "profile",
                        "crm.profiles",
                        profiles.table().snapshotId(),
                        "",
                        NOW.toString(),
                        5,
                        2,
                        2,
                        2,
                        0,
                        true));
        assertThat(told).last().isEqualTo(done);
        assertThat(stored("a").eventTime()).contains(Instant.parse("2026-05-01T00:00:00.000001Z"));
        assertThat(values("a")).containsExactly(FeatureValue.of(1.5), FeatureValue.of(3), FeatureValue.of("gold"));
        assertThat(values("b")).containsExactly(FeatureValue.NULL, FeatureValue.of(5), FeatureValue.of("茶"));
        assertThat(stored("c").eventTime()).isEmpty();
        // And doing it again gives the same
        assertThat(run(request(Optional.empty(), NOW, false), 100, told).written())
                .isEqualTo(2);
        assertThat(values("b")).containsExactly(FeatureValue.NULL, FeatureValue.of(5), FeatureValue.of("茶"));
        // And of an earlier stretch nothing replaces what is newer
        MaterializationProgress earlier = run(
                request(
                        Optional.of(Instant.parse("2026-04-01T00:00:00Z")),
                        Instant.parse("2026-04-30T00:00:00Z"),
                        false),
                100,
                told);
        assertThat(List.of(earlier.rows(), earlier.entities(), earlier.written(), earlier.skipped()))
                .containsExactly(1L, 1L, 0L, 1L);
        assertThat(values("a")).contains(FeatureValue.of("gold"));
    }

    @Test
    void whatIsMaterializedIsWhatATrainingSetHasAtThatInstant() throws Exception {
        // Given rows in several files, in no order and with ties
        Random random = new Random(11);
        List<String> members = IntStream.range(0, 30).mapToObj(i -> "m-" + i).toList();
        for (int file = 0; file < 4; file++) {
            List<Record> rows = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                rows.add(profiles.row(
                        members.get(random.nextInt(members.size())),
                        Instant.parse("2026-01-01T00:00:00Z")
                                .plus(Duration.ofHours(6L * random.nextInt(300)))
                                .toString(),
                        random.nextBoolean() ? "2026-05-0" + (1 + random.nextInt(3)) + "T00:00:00Z" : null,
                        random.nextInt(4) == 0 ? null : (Double) random.nextDouble(),
                        (long) random.nextInt(50),
                        "s"));
            }
            profiles.table().append(rows);
        }
        // The ttl is told by a lookup in another way; without, both have to be the same.
        String ageless = TestingProfiles.DEFINITIONS.replace("ttl: P30D", "ttl: P0D");
        for (int week = 0; week < 12; week++) {
            definitions = project(ageless);
            Instant instant = Instant.parse("2026-01-02T00:00:00Z").plus(Duration.ofDays(7L * week));
            // When few entities fit in memory
            MaterializationProgress done = run(request(Optional.empty(), instant, false), 4, new ArrayList<>());
            // Then
            TrainingSet set = new TrainingSets(lake.tables(), definitions)
                    .make(new TrainingSetRequest(
                            List.of(FeatureReference.parse("profile:score"), FeatureReference.parse("profile:visits")),
                            new EntityRows.Listed(members.stream()
                                    .map(member -> new EntityRow(member, instant))
                                    .toList()),
                            Optional.empty(),
                            Map.of()));
            assertThat(done.entities()).isEqualTo(done.written());
            for (int row = 0; row < members.size(); row++) {
                OnlineRow online = stored(members.get(row));
                assertThat(number(online.value("score")))
                        .as(members.get(row) + " at " + instant)
                        .isEqualTo((Double) set.value(row, 0));
                // 0 is the default of visits, which a lookup answers where nothing is stored.
                FeatureValue visits = online.value("visits");
                assertThat(visits == null ? 0.0 : visits.asDouble()).isEqualTo(set.value(row, 1));
            }
        }
    }

    @Test
    void anIncrementalOneReadsWhatIsNewAndWhatCameLate() throws Exception {
        // Given what was materialized up to the end of April
        profiles.table()
                .append(
                        profiles.row("a", "2026-03-01T00:00:00Z", null, 1.0, 1L, "x"),
                        profiles.row("b", "2026-05-15T00:00:00Z", null, 2.0, 2L, "x"));
        Instant april = Instant.parse("2026-05-01T00:00:00Z");
        MaterializationProgress first = run(request(Optional.empty(), april, true), 100, new ArrayList<>());
        assertThat(List.of(first.from(), Long.toString(first.rows()))).containsExactly("", "1");
        // When nothing came
        MaterializationProgress second = run(request(Optional.empty(), NOW, true), 100, new ArrayList<>());
        // Then it is read from there on
        assertThat(second.from()).isEqualTo(april.toString());
        assertThat(second.written()).isEqualTo(1);
        assertThat(run(request(Optional.empty(), NOW, true), 100, new ArrayList<>())
                        .rows())
                .isZero();
        // When a row comes that is of a time before
        profiles.table().append(profiles.row("c", "2026-02-01T00:00:00Z", null, 3.0, 3L, "late"));
        MaterializationProgress late = run(request(Optional.empty(), NOW, true), 100, new ArrayList<>());
        // Then it is stored too
        assertThat(late.from()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(values("c")).contains(FeatureValue.of("late"));
        // When rows were replaced, and a row was corrected without another time
        profiles.table().replaceAll(profiles.row("a", "2026-03-01T00:00:00Z", null, 1.25, 1L, "corrected"));
        MaterializationProgress replaced = run(request(Optional.empty(), NOW, true), 100, new ArrayList<>());
        // Then all are read
        assertThat(replaced.from()).isEmpty();
        assertThat(values("a")).contains(FeatureValue.of("corrected"));
        // When the definition is another one
        definitions = FeatureDefinitions.parse(
                "shop.yaml",
                TestingProfiles.DEFINITIONS
                        .replace("project: shop", "project: " + definitions.project())
                        .replace(
                                "{name: segment, valueType: string}",
                                "{name: segment, valueType: double, column: score}"));
        MaterializationProgress other = run(request(Optional.empty(), NOW, true), 100, new ArrayList<>());
        // Then its values take the place of those of the same time
        assertThat(other.from()).isEmpty();
        assertThat(values("a")).contains(FeatureValue.of(1.25)).doesNotContain(FeatureValue.of("corrected"));
    }

    @Test
    void aStretchIsNoPlaceToGoOnFrom() throws Exception {
        // Given a stretch that was materialized, and nothing before it
        profiles.table()
                .append(
                        profiles.row("a", "2026-03-01T00:00:00Z", null, 1.0, 1L, "x"),
                        profiles.row("b", "2026-05-15T00:00:00Z", null, 2.0, 2L, "x"));
        run(request(Optional.of(Instant.parse("2026-05-01T00:00:00Z")), NOW, false), 100, new ArrayList<>());
        // When
        MaterializationProgress next = run(request(Optional.empty(), NOW, true), 100, new ArrayList<>());
        // Then all is read
        assertThat(next.from()).isEmpty();
        assertThat(values("a")).contains(FeatureValue.of("x"));
    }

    @Test
    void aViewOfSeveralEntitiesHasTheKeysOfEach() throws Exception {
        profiles.table().append(profiles.row("a:b", "2026-03-01T00:00:00Z", null, 1.0, 1L, "x"));
        // When
        MaterializationRequest request = MaterializationRequest.of(
                definitions, List.of("in_store"), Optional.empty(), Optional.empty(), false, NOW);
        MaterializationProgress done = run(request, 100, new ArrayList<>());
        // Then
        assertThat(done.written()).isEqualTo(1);
        EntityKey key = new EntityKey(List.of(
                new EntityKey.Part("member_id", FeatureValue.of("a:b")),
                new EntityKey.Part("store_id", new FeatureValue.Int32(7))));
        try (OnlineStoreReader reader = OnlineStoreReader.open(online())) {
            assertThat(reader.read(OnlineView.of("in_store", List.of("score")), List.of(key))
                            .get(0)
                            .value(0))
                    .isEqualTo(FeatureValue.of(1.0));
        }
    }

    @Test
    void whatCannotBeDoneIsNamed() throws Exception {
        assertThatThrownBy(() -> request(Optional.empty(), NOW.plusSeconds(301), false))
                .isInstanceOf(InvalidMaterializationException.class)
                .hasMessageContaining("2026-06-01T00:05:01Z is in the future: expected at most five minutes after");
        assertThatThrownBy(() -> request(Optional.of(NOW.plusSeconds(1)), NOW, false))
                .hasMessage("2026-06-01T00:00:01Z is after the end, 2026-06-01T00:00:00Z");
        assertThatThrownBy(() -> MaterializationRequest.of(
                        definitions, List.of("profiles"), Optional.empty(), Optional.empty(), false, NOW))
                .hasMessage("no view is called 'profiles', expected one of in_store, profile");
        assertThatThrownBy(() -> MaterializationRequest.of(
                        definitions, List.of("orders"), Optional.empty(), Optional.empty(), false, NOW))
                .hasMessage("view 'orders' is not of a table, expected one of in_store, profile");
        // And a table that lacks a column, of which nothing is written
        profiles.table().table().updateSchema().deleteColumn("visits").commit();
        MaterializationRequest request = request(Optional.empty(), NOW, false);
        assertThatThrownBy(() -> run(request, 100, new ArrayList<>()))
                .isInstanceOf(InvalidTableException.class)
                .hasMessageContaining(
                        "view profile: table crm.profiles has no column 'visits', expected one of member_id");
        // And a view that somebody materializes
        MaterializationStore store = MaterializationStore.open(pool.dataSource());
        assertThat(store.alone("profile", () -> store.alone("profile", () -> 1).isPresent()))
                .contains(false);
        assertThat(store.alone("profile", () -> 1)).contains(1);
    }

    @Test
    void aProgramDoesItWithTheConfigurationOfAStack(@TempDir Path stack) throws Exception {
        // Given
        profiles.table().append(profiles.row("a", "2026-03-01T00:00:00Z", null, 1.0, 1L, "x"));
        Files.writeString(
                Files.createDirectories(stack.resolve("features")).resolve("shop.yaml"),
                TestingProfiles.DEFINITIONS.replace("project: shop", "project: " + definitions.project()));
        Path file = stack.resolve("stack.properties");
        Files.writeString(
                file,
                """
                definitions.folder=%s
                postgres.url=%s
                lake.catalog-uri=%s
                lake.warehouse=%s
                redis.host=127.0.0.1
                redis.port=%d
                """
                        .formatted(stack, postgres.jdbcUrl(), postgres.jdbcUrl(), folder, redis.port()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        // When
        int code = MaterializeViews.run(
                file,
                List.of("--from", "2026-01-01", "profile"),
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                clock);
        // Then
        assertThat(code).isEqualTo(MaterializeViews.DONE);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("\"from\":\"2026-01-01T00:00:00Z\"")
                .contains("\"written\":1")
                .contains("\"done\":true");
        assertThat(values("a")).contains(FeatureValue.of("x"));
        assertThat(MaterializeViews.run(file, List.of("--from", "soon"), System.out, clock))
                .isEqualTo(MaterializeViews.INVALID);
    }

    @Test
    void settingsHaveADefaultAndALeast() {
        assertThat(MaterializationSettings.of(Configuration.of(Map.of())).entities())
                .isEqualTo(100_000);
        assertThatThrownBy(() ->
                        MaterializationSettings.of(Configuration.of(Map.of("features.materialization.entities", "0"))))
                .hasMessageContaining("features.materialization.entities");
        assertThatThrownBy(() -> new MaterializationSettings(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private MaterializationRequest request(Optional<Instant> from, Instant to, boolean incremental) {
        return MaterializationRequest.of(definitions, List.of("profile"), from, Optional.of(to), incremental, NOW);
    }

    private MaterializationProgress run(
            MaterializationRequest request, int entitiesAtOnce, List<MaterializationProgress> told)
            throws SQLException {
        try (OnlineStoreWriter writer = OnlineStoreWriter.open(online())) {
            Materializer materializer = new Materializer(
                    lakeSettings(),
                    writer,
                    MaterializationStore.open(pool.dataSource()),
                    entitiesAtOnce,
                    Clock.fixed(NOW, ZoneOffset.UTC));
            return materializer
                    .run(definitions, request, "test", sent -> {}, told::add)
                    .get(0);
        }
    }

    private OnlineRow stored(String member) {
        try (OnlineStoreReader reader = OnlineStoreReader.open(online())) {
            return reader.read(List.of(VIEW), EntityKey.of("member_id", member)).get(0);
        }
    }

    private List<@Nullable FeatureValue> values(String member) {
        OnlineRow row = stored(member);
        List<@Nullable FeatureValue> values = new ArrayList<>();
        for (int feature = 0; feature < VIEW.features().size(); feature++) {
            values.add(row.value(feature));
        }
        return values;
    }

    private static double number(@Nullable FeatureValue value) {
        return value == null ? Double.NaN : value.asDouble();
    }

    private OnlineStoreConfig online() {
        return OnlineStoreConfig.of("127.0.0.1", redis.port(), definitions.project());
    }

    private static FeatureDefinitions project(String text) {
        projects++;
        return FeatureDefinitions.parse("shop.yaml", text.replace("project: shop", "project: shop" + projects));
    }

    private static CatalogSettings lakeSettings() {
        return CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString());
    }
}
