package io.tidemill.featurejobs.streamingfeatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.featurejobs.featurelogic.FeatureOracle;
import io.tidemill.featurejobs.featurelogic.Observation;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.trainingsets.EntityRow;
import io.tidemill.featurejobs.trainingsets.EntityRows;
import io.tidemill.featurejobs.trainingsets.LakeStates;
import io.tidemill.featurejobs.trainingsets.TestingOrders;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest;
import io.tidemill.featurejobs.trainingsets.TrainingSets;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.ingestion.shopsimulator.SimulationSettings;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the job keeps online, what the lake adds up to, training sets and a recomputation agree about simulated shops. */
class SimulatedShopsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
    private static final String DEFINITIONS =
            """
            project: shop
            entities:
              - {name: member, joinKey: member_id, valueType: string}
              - {name: shop, joinKey: shop_id, valueType: string}
            streamFeatureViews:
              - name: net
                entity: member
                source: order.paid
                takenBackBy: {order.refunded: {}}
                features:
                  - {name: orders, function: count}
                  - {name: amount, function: sum, column: amount}
                  - {name: amount_7d, function: sum, column: amount, window: P7D}
                  - {name: mean_30d, function: avg, column: amount, window: P30D}
                  - {name: dearest_30d, function: max, column: amount, source: order.paid, window: P30D}
                  - {name: refunds, function: count, source: order.refunded}
                  - {name: trend_7d, function: change, of: amount_7d}
                  - {name: refunded, function: ratio, numerator: refunds, denominator: orders}
              - name: in_shops
                entities: [shop, member]
                keys: {shop: shopId}
                source: order.paid
                takenBackBy: {order.refunded: {}}
                features:
                  - {name: orders_30d, function: count, window: P30D}
                  - {name: amount, function: sum, column: amount}
                  - {name: last_refund, function: last, column: amount, source: order.refunded}
              - name: by_shop
                entity: shop
                keys: {shop: shopId}
                source: order.paid
                features:
                  - {name: orders_today, function: count, tumbling: P1D}
                  - {name: orders_7d, function: count, window: P7D}
                  - {name: session, function: sum, column: amount, session: PT2H}
              - name: by_level
                entity: member
                source: order.paid
                takenBackBy: {order.refunded: {}}
                attributes: {level: {source: member.registered, column: level}}
                lateness: P1D
                features:
                  - {name: gold, function: sum, column: amount, where: {level: gold}}
                  - {name: gold_7d, function: count, where: {level: gold}, window: P7D}
                  - {name: no_level, function: count, where: {level: {absent: true}}}
                  - {name: level_then, function: last, column: level, source: order.paid}
            """;

    @Test
    void streamLakeAndRecomputationAgree(@TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("shop.yaml"), DEFINITIONS);
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        SimulatedOrders shops = SimulatedOrders.of(
                SimulationSettings.demo().withMembers(80).withDays(50).withShops(4));
        long until = shops.last().plus(Duration.ofDays(9)).toEpochMilli();
        try (TestKafka kafka = TestKafka.start();
                TestRedis redis = TestRedis.start();
                TestPostgres postgres = TestPostgres.start();
                LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(
                        postgres.jdbcUrl(), folder.resolve("lake").toString()));
                KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            // Given a lake that has each event once
            for (String type : SimulatedOrders.TYPES) {
                TestingOrders.in(lake, type)
                        .append(shops.events().stream()
                                .filter(event -> event.type().equals(type))
                                .toList());
            }
            // And topics to which they came in disorder, late, and some of them twice
            List<Topic> topics =
                    SimulatedOrders.TYPES.stream().map(Topics::ofEvents).toList();
            kafka.create(topics);
            List<Event> arriving = shops.arriving();
            assertThat(arriving).hasSizeGreaterThan(shops.events().size() * 21 / 20);
            advance(producer, topics, 0);
            send(producer, arriving);
            // When the job has read all of it, and time has moved on
            JobClient job = start(configuration(folder, kafka, redis));
            advance(producer, topics, until);
            // Then nothing differs
            OnlineStoreConfig store = OnlineStoreConfig.of("127.0.0.1", redis.port(), definitions.project());
            LakeStates states = new LakeStates(lake.tables(), definitions.views());
            for (StreamFeatureView view : definitions.views()) {
                Map<String, List<Observation>> seen = seen(view, shops.events());
                Map<String, ViewState> ofLake = new HashMap<>();
                states.visit(view, OptionalLong.of(until - 1), 0, 1, (id, state) -> {
                    if (!state.isEmpty()) {
                        ofLake.put(id, state);
                    }
                });
                assertThat(ofLake.keySet()).isEqualTo(seen.keySet()).hasSizeGreaterThan(3);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(online(definitions, view, store, seen, ofLake, until - 1))
                                .as(view.name())
                                .isEmpty());
            }
            job.cancel().get();
            // And training sets know of each instant what was so
            assertThat(trainingSet(definitions, lake, shops.events())).isEmpty();
        }
    }

    /** What differs between the store, the lake and the oracle. */
    private static List<String> online(
            FeatureDefinitions definitions,
            StreamFeatureView view,
            OnlineStoreConfig store,
            Map<String, List<Observation>> seen,
            Map<String, ViewState> ofLake,
            long watermark) {
        List<String> mismatches = new ArrayList<>();
        ViewAggregation columns = ViewAggregation.of(view);
        OnlineView online = OnlineView.of(
                view.name(), view.features().stream().map(Feature::name).toList());
        try (OnlineStoreReader reader = OnlineStoreReader.open(store)) {
            seen.forEach((id, events) -> {
                EntityKey key = EntityKey.read(definitions.entitiesOf(view), id).orElseThrow();
                OnlineRow row = reader.read(online, List.of(key)).get(0);
                long at = row.eventTime().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
                ViewState state = Objects.requireNonNull(ofLake.get(id));
                long asOf = FeatureOracle.asOf(view, columns.columns(), events, watermark);
                // A row may stand at a decay of what was seen with another attribute then.
                boolean stands = view.attributes().isEmpty() ? at == asOf : at >= asOf && at <= watermark;
                if (state.asOf() != asOf || !stands) {
                    mismatches.add(id + " stands at " + at + ", in the lake at " + state.asOf() + ", not " + asOf);
                    return;
                }
                List<@Nullable Object> expected = FeatureOracle.values(view, columns.columns(), events, at);
                List<@Nullable Object> lake = state.values(at);
                for (int i = 0; i < expected.size(); i++) {
                    Object stored = plain(row.value(i));
                    if (!same(expected.get(i), stored) || !same(expected.get(i), lake.get(i))) {
                        mismatches.add(id + " " + view.features().get(i).name() + " is " + stored + ", in the lake "
                                + lake.get(i) + ", not " + expected.get(i));
                    }
                }
            });
        }
        return mismatches;
    }

    /** What differs between a training set of random members, shops and instants, and the oracle. */
    private static List<String> trainingSet(FeatureDefinitions definitions, LakeCatalog lake, List<Event> events) {
        Random random = new Random(3);
        List<Event> orders = events.stream()
                .filter(event -> event.type().equals("order.paid") && event.value("shopId") != null)
                .toList();
        List<EntityRow> rows = Stream.generate(() -> orders.get(random.nextInt(orders.size())))
                .limit(300)
                .map(order -> new EntityRow(
                        List.of(order.subject(), String.valueOf(order.value("shopId"))),
                        order.time()
                                .plusMillis(random.nextLong(Duration.ofDays(10).toMillis()))))
                .toList();
        List<StreamFeatureView> views = List.copyOf(definitions.views());
        TrainingSet set = new TrainingSets(lake.tables(), definitions)
                .make(new TrainingSetRequest(
                        views.stream()
                                .flatMap(view -> view.references().stream())
                                .filter(reference -> !reference.feature().equals("level_then"))
                                .toList(),
                        new EntityRows.Listed(List.of("member_id", "shop_id"), rows),
                        Optional.empty(),
                        Map.of()));
        List<String> mismatches = new ArrayList<>();
        for (StreamFeatureView view : views) {
            ViewAggregation columns = ViewAggregation.of(view);
            Map<String, List<Observation>> seen = seen(view, events);
            for (int row = 0; row < rows.size(); row++) {
                String id = id(definitions.entitiesOf(view), rows.get(row));
                long instant = rows.get(row).asOf().toEpochMilli();
                List<@Nullable Object> expected =
                        FeatureOracle.values(view, columns.columns(), seen.getOrDefault(id, List.of()), instant);
                for (int column = 0; column < set.columns().size(); column++) {
                    if (set.columns().get(column).view().equals(view.name())) {
                        String feature = set.columns().get(column).feature();
                        Object value = expected.get(
                                view.features().indexOf(view.feature(feature).orElseThrow()));
                        double found = set.value(row, column);
                        if (!same(value, Double.isNaN(found) ? null : found)) {
                            mismatches.add(rows.get(row) + " " + feature + " is " + found + ", not " + value);
                        }
                    }
                }
            }
        }
        return mismatches;
    }

    private static String id(List<Entity> entities, EntityRow row) {
        return CompositeId.of(entities.stream()
                .map(entity -> row.keys().get(entity.joinKey().equals("member_id") ? 0 : 1))
                .toList());
    }

    /** The events of each key as a view sees them, straight from the words of docs/features.md. */
    private static Map<String, List<Observation>> seen(StreamFeatureView view, List<Event> events) {
        ViewAggregation aggregation = ViewAggregation.of(view);
        Map<String, List<Observation>> seen = new HashMap<>();
        for (Event event : events) {
            Object shop = event.type().startsWith("order.") ? event.value("shopId") : null;
            boolean ofShop = !view.entities().get(0).isSubject();
            if (!view.sources().contains(event.type()) || (ofShop && shop == null)) {
                continue;
            }
            String id = ofShop ? shop + (view.entities().size() > 1 ? ":" + event.subject() : "") : event.subject();
            Observation observation = aggregation.observe(
                    event.type(), event.time().toEpochMilli(), event.source(), event.id(), event::value);
            seen.computeIfAbsent(id, none -> new ArrayList<>())
                    .add(withLevel(observation, aggregation.columns().indexOf("level"), event, events));
        }
        return seen;
    }

    private static Observation withLevel(Observation seen, int column, Event event, List<Event> events) {
        if (column < 0) {
            return seen;
        }
        List<@Nullable Object> values = new ArrayList<>(seen.values());
        values.set(
                column,
                events.stream()
                        .filter(told -> told.type().equals("member.registered")
                                && told.subject().equals(event.subject())
                                && !told.time().isAfter(event.time()))
                        .max(Comparator.comparing(Event::time)
                                .thenComparing(Event::source)
                                .thenComparing(Event::id))
                        .map(told -> told.value("level"))
                        .orElse(null));
        return new Observation(seen.time(), seen.source(), seen.id(), values, seen.kind());
    }

    private static boolean same(@Nullable Object expected, @Nullable Object found) {
        if (expected instanceof Number left && found instanceof Number right) {
            double number = left.doubleValue();
            return Math.abs(number - right.doubleValue()) <= 1e-7 * Math.max(1, Math.abs(number));
        }
        return Objects.equals(expected, found);
    }

    private static @Nullable Object plain(@Nullable FeatureValue stored) {
        if (stored == null || stored.isNull()) {
            return null;
        }
        return stored instanceof FeatureValue.Text text ? text.value() : (Object) stored.asDouble();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, List<Event> events) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Event event : events) {
            sent.add(producer.send(CODEC.encode(Topics.ofEvents(event.type()), null, event, Instant.now())));
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    /** Sends each promise when the one before is taken: the first record of a partition must not be overtaken. */
    private static void advance(KafkaProducer<byte[], byte[]> producer, List<Topic> topics, long time)
            throws Exception {
        for (Topic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                Event promise = new Event(
                        "until", "/shop", EventTypes.TIME_ADVANCED, "all", Instant.ofEpochMilli(time), "default", null);
                producer.send(CODEC.encode(topic, partition, promise, Instant.now()))
                        .get();
            }
        }
    }

    /** Events are two days late at most, but for some orders and refunds: attributes are never later than a view allows. */
    private static JobConfiguration configuration(Path folder, TestKafka kafka, TestRedis redis) {
        return new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                kafka.bootstrapServers(),
                JobConfiguration.CHECKPOINT_FOLDER,
                folder.resolve("checkpoints").toUri().toString(),
                JobConfiguration.OUT_OF_ORDERNESS,
                "P1D",
                JobConfiguration.IDLENESS,
                "PT1M",
                JobConfiguration.PARALLELISM,
                "2",
                StreamingFeaturesJob.DEFINITIONS_FOLDER,
                folder.toString(),
                "redis.host",
                "127.0.0.1",
                "redis.port",
                Integer.toString(redis.port())));
    }

    private static JobClient start(JobConfiguration configuration) throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, StreamingFeaturesJob.NAME);
        StreamingFeaturesJob.define(environment, configuration);
        return environment.executeAsync(StreamingFeaturesJob.NAME);
    }
}
