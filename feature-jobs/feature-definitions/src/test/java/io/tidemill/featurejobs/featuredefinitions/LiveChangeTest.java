package io.tidemill.featurejobs.featuredefinitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.tidemill.featurejobs.featurelogic.FeatureOracle;
import io.tidemill.featurejobs.featurelogic.Observation;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view that is changed while orders come, and what is killed meanwhile. */
class LiveChangeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String BEFORE =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                features:
                  - {name: count, function: count, window: P10D}
                  - {name: amount_all, function: sum, column: amount}
            """;
    private static final String NET =
            """
              - name: net
                entity: member
                source: order.paid
                features:
                  - {name: n_20d, function: count, window: P20D}
                  - {name: amount, function: sum, column: amount}
            """;
    private static final String AFTER = BEFORE.replace("P10D", "P20D")
            + """
                  - {name: days_30d, function: distinct_days, window: P30D}
                  - {name: max_all, function: max, column: amount}
                  - {name: teas, function: count, where: {category: tea}}
                  - {name: recency, function: time_since_last}
              - name: teas
                entity: member
                source: order.paid
                features: [{name: n, function: count, where: {category: tea}, window: P20D}]
            """
            // Of one event type, and then of three
            + NET.replace(
                    "    features:",
                    """
                        takenBackBy: {order.refunded: {}}
                        attributes: {level: {source: member.registered, column: level}}
                        features:
                          - {name: gold, function: count, where: {level: gold}}"""
                            .indent(4));

    @Test
    void aChangedViewEndsAtTheValuesOfTheOracleThoughTheJobIsKilledWhileItIsFilled(@TempDir Path folder)
            throws Exception {
        assertEndsAtTheOracle(folder, Set.of("filling"));
    }

    @Test
    @Tag("long")
    void aChangedViewEndsAtTheValuesOfTheOracleWhateverIsKilledInEachState(@TempDir Path folder) throws Exception {
        assertEndsAtTheOracle(folder, Set.of("arming", "armed", "filling", "written", "filled"));
    }

    private static void assertEndsAtTheOracle(Path folder, Set<String> killIn) throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("shop.yaml"), BEFORE + NET);
        try (TestKafka kafka = TestKafka.start();
                TestRedis redis = TestRedis.start();
                TestPostgres postgres = TestPostgres.start();
                LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()));
                KafkaProducer<byte[], byte[]> producer = kafka.producer();
                TestingShop shop = new TestingShop(producer)) {
            // Given a job of the first definitions, a lake that follows, and orders that go on coming
            kafka.create(Stream.concat(
                            TestingShop.TOPICS.values().stream(),
                            Stream.of(Topics.FEATURE_DEFINITIONS, Topics.FEATURE_BACKFILL))
                    .toList());
            Configuration configuration = Configuration.of(Map.of(
                    "kafka.bootstrap-servers",
                    kafka.bootstrapServers(),
                    "lake.catalog-uri",
                    postgres.jdbcUrl(),
                    "lake.warehouse",
                    folder.toString()));
            DefinitionStore store = DefinitionStore.open(postgres.dataSource());
            FeatureVersions versions = open(configuration, postgres);
            versions.importAbsent(FeatureDefinitions.read(folder));
            shop.register();
            shop.send(600);
            shop.start();
            try (TestingLake follows = new TestingLake(lake, kafka.bootstrapServers());
                    TestingJob job = new TestingJob(folder, kafka.bootstrapServers(), redis.port())) {
                // When the view is changed and another is added, and whatever works on it is killed in each state
                Plan plan = Planner.plan(
                        store.read().orElseThrow(),
                        FeatureDefinitions.parse("shop.yaml", AFTER),
                        FeatureDependents.none());
                assertThat(new DefinitionChanges(store, Clock.systemUTC()).apply(plan, "tester"))
                        .isTrue();
                Set<String> killedIn = new LinkedHashSet<>();
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (!serves(store, "orders", 2) || !serves(store, "teas", 1) || !serves(store, "net", 2)) {
                    assertThat(System.nanoTime()).as("killed in " + killedIn).isLessThan(deadline);
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                    String state = state(store, "orders", 2);
                    if (killIn.contains(state) && killedIn.add(state)) {
                        versions.close();
                        job.kill();
                        versions = open(configuration, postgres);
                    }
                }
                shop.close();
                shop.advance(TestingShop.BASE.plus(Duration.ofDays(60)));
                // Then the old version, the new one and the added view are the oracle's
                assertThat(killedIn).contains("filling");
                long watermark = TestingShop.BASE.plus(Duration.ofDays(60)).toEpochMilli() - 1;
                List<ViewVersion> all = store.read().orElseThrow().versions().stream()
                        .map(StoredVersion::version)
                        .toList();
                assertThat(all)
                        .extracting(ViewVersion::storedName)
                        .containsExactly("net", "net@v2", "orders", "orders@v2", "teas");
                OnlineStoreConfig online = OnlineStoreConfig.of("127.0.0.1", redis.port(), "shop");
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                all.forEach(version -> assertEqualsOracle(version, online, shop.sent(), watermark)));
            } finally {
                versions.close();
            }
        }
    }

    private static FeatureVersions open(Configuration configuration, TestPostgres postgres) {
        return FeatureVersions.open(configuration, postgres.dataSource(), FeatureDependents.none(), Clock.systemUTC());
    }

    private static boolean serves(DefinitionStore store, String view, int number) throws Exception {
        return version(store, view, number).serves();
    }

    private static String state(DefinitionStore store, String view, int number) throws Exception {
        return VersionStateJson.name(version(store, view, number).state());
    }

    private static StoredVersion version(DefinitionStore store, String view, int number) throws Exception {
        return store.read().orElseThrow().of(view).get(number - 1);
    }

    private static void assertEqualsOracle(
            ViewVersion version, OnlineStoreConfig store, List<Event> events, long watermark) {
        ViewAggregation columns = ViewAggregation.of(version.view());
        OnlineView view = OnlineView.of(
                version.storedName(),
                version.view().features().stream().map(Feature::name).toList());
        try (OnlineStoreReader reader = OnlineStoreReader.open(store)) {
            for (int member = 0; member < TestingShop.MEMBERS; member++) {
                String subject = "m" + member;
                List<Observation> seen = seen(version.view(), subject, events);
                OnlineRow row = reader.read(List.of(view), EntityKey.of("member_id", subject))
                        .get(0);
                if (seen.isEmpty()) {
                    assertThat(row.eventTime()).isEmpty();
                    continue;
                }
                long asOf = FeatureOracle.asOf(version.view(), columns.columns(), seen, watermark);
                assertThat(row.eventTime()).as(version.id() + " " + subject).contains(Instant.ofEpochMilli(asOf));
                assertValues(version, row, FeatureOracle.values(version.view(), columns.columns(), seen, asOf));
            }
        }
    }

    /** What a view sees of a member's events, straight from the words of docs/features.md. */
    private static List<Observation> seen(StreamFeatureView view, String subject, List<Event> events) {
        ViewAggregation columns = ViewAggregation.of(view);
        int level = columns.columns().indexOf("level");
        List<Event> ofMember =
                events.stream().filter(event -> event.subject().equals(subject)).toList();
        return ofMember.stream()
                .filter(event -> view.sources().contains(event.type()))
                .map(event -> withLevel(
                        columns.observe(
                                event.type(), event.time().toEpochMilli(), event.source(), event.id(), event::value),
                        level,
                        ofMember))
                .toList();
    }

    private static Observation withLevel(Observation seen, int column, List<Event> events) {
        if (column < 0) {
            return seen;
        }
        List<@Nullable Object> values = new ArrayList<>(seen.values());
        values.set(
                column,
                events.stream()
                        .filter(told -> told.type().equals("member.registered")
                                && told.time().toEpochMilli() <= seen.time())
                        .max(Comparator.comparing(Event::time)
                                .thenComparing(Event::source)
                                .thenComparing(Event::id))
                        .map(told -> String.valueOf(told.value("level")))
                        .orElse(null));
        return new Observation(seen.time(), seen.source(), seen.id(), values, seen.kind());
    }

    private static void assertValues(ViewVersion version, OnlineRow row, List<@Nullable Object> expected) {
        for (int i = 0; i < expected.size(); i++) {
            String name = version.id() + ":" + version.view().features().get(i).name();
            FeatureValue stored = Objects.requireNonNull(row.value(i), name);
            if (expected.get(i) instanceof Number number) {
                assertThat(stored.asDouble()).as(name).isCloseTo(number.doubleValue(), within(1e-6));
            } else {
                assertThat(stored).as(name).isEqualTo(FeatureValue.NULL);
            }
        }
    }
}
