package io.tidemill.featurejobs.streamingfeatures;

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
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.OrderRefunded;
import io.tidemill.schemas.events.ProductViewed;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingFeaturesJobTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant BASE = Instant.parse("1998-01-01T00:00:00Z");
    private static final int MEMBERS = 12;
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
    private static final Map<String, Topic> TOPICS = Stream.of("order.paid", "order.refunded", "product.viewed")
            .collect(Collectors.toMap(type -> type, Topics::ofEvents));

    @Test
    void theStoreEndsAtTheValuesOfTheOracleThroughRestartsDuplicatesAndDisorder(@TempDir Path folder) throws Exception {
        try (TestKafka kafka = TestKafka.start();
                TestRedis redis = TestRedis.start();
                KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            // Given events of half a year in disorder, a fifth of them twice
            kafka.create(TOPICS.values());
            FeatureDefinitions definitions = definitions(folder);
            JobConfiguration configuration = configuration(folder, kafka, redis);
            Random random = new Random(7);
            List<Event> events = events(random, 900);
            List<Event> arriving = new ArrayList<>(events);
            arriving.addAll(events.subList(0, events.size() / 5));
            Collections.shuffle(arriving, random);
            OnlineStoreConfig store = OnlineStoreConfig.of("127.0.0.1", redis.port(), definitions.project());

            // When half of them came, the job is stopped at some checkpoint and goes on with the rest
            send(producer, arriving.subList(0, arriving.size() / 2));
            JobClient first = start(configuration, Optional.empty());
            await().atMost(PATIENCE).until(() -> checkpoint(folder).isPresent() && anythingStored(store));
            first.cancel().get();
            send(producer, arriving.subList(arriving.size() / 2, arriving.size()));
            JobClient second = start(configuration, checkpoint(folder));
            // And time moves on until some windows have emptied
            long until = BASE.plus(Duration.ofDays(200)).toEpochMilli();
            advance(producer, until);

            // Then every value in the store is the oracle's as of the last decay, and nothing is missing
            await().atMost(PATIENCE).untilAsserted(() -> assertEqualsOracle(definitions, store, events, until - 1));
            second.cancel().get();
        }
    }

    private static void assertEqualsOracle(
            FeatureDefinitions definitions, OnlineStoreConfig store, List<Event> events, long watermark) {
        try (OnlineStoreReader reader = OnlineStoreReader.open(store)) {
            for (StreamFeatureView view : definitions.views()) {
                ViewAggregation columns = ViewAggregation.of(view);
                OnlineView online = OnlineView.of(
                        view.name(), view.features().stream().map(Feature::name).toList());
                Map<String, List<Observation>> seen = new HashMap<>();
                for (Event event : events) {
                    if (view.sources().contains(event.type())) {
                        key(view, event).ifPresent(key -> seen.computeIfAbsent(key, none -> new ArrayList<>())
                                .add(columns.observe(
                                        event.type(),
                                        event.time().toEpochMilli(),
                                        event.source(),
                                        event.id(),
                                        event::value)));
                    }
                }
                assertThat(seen).hasSize(view.entities().size() == 1 ? MEMBERS : MEMBERS * 2);
                seen.forEach((key, observations) -> {
                    long asOf = FeatureOracle.asOf(view, columns.columns(), observations, watermark);
                    OnlineRow row = reader.read(
                                    List.of(online),
                                    EntityKey.read(definitions.entitiesOf(view), key)
                                            .orElseThrow())
                            .get(0);
                    assertThat(row.eventTime()).as(view.name() + " " + key).contains(Instant.ofEpochMilli(asOf));
                    assertEquals(view, row, FeatureOracle.values(view, columns.columns(), observations, asOf));
                });
            }
        }
    }

    /** Whose an event is, by the words of docs/features.md; an order in no shop is nobody's of a shop. */
    private static Optional<String> key(StreamFeatureView view, Event event) {
        if (view.entities().size() == 1) {
            return Optional.of(event.subject());
        }
        Object shop = event.value("shopId");
        return shop == null ? Optional.empty() : Optional.of(event.subject() + ":" + shop);
    }

    private static void assertEquals(StreamFeatureView view, OnlineRow row, List<@Nullable Object> expected) {
        for (int i = 0; i < expected.size(); i++) {
            String name = view.features().get(i).name();
            FeatureValue stored = Objects.requireNonNull(row.value(i), name);
            if (expected.get(i) == null) {
                assertThat(stored).as(name).isEqualTo(FeatureValue.NULL);
            } else if (expected.get(i) instanceof Double number) {
                assertThat(stored).as(name).isInstanceOf(FeatureValue.Float64.class);
                assertThat(((FeatureValue.Float64) stored).value()).as(name).isCloseTo(number, within(1e-9));
            } else if (expected.get(i) instanceof String text) {
                assertThat(stored).as(name).isEqualTo(FeatureValue.of(text));
            } else if (expected.get(i) instanceof List<?> values) {
                assertThat(((FeatureValue.Array) stored).items())
                        .as(name)
                        .isEqualTo(values.stream()
                                .map(value -> value instanceof String text
                                        ? FeatureValue.of(text)
                                        : FeatureValue.of((double) value))
                                .toList());
            } else {
                assertThat(stored.asDouble()).as(name).isEqualTo((double) (long) expected.get(i));
            }
        }
    }

    private static List<Event> events(Random random, int count) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant time = BASE.plusMillis(random.nextLong(Duration.ofDays(180).toMillis()));
            String member = "m" + i % MEMBERS;
            String type =
                    List.of("order.paid", "order.refunded", "product.viewed").get(random.nextInt(3));
            IndexedRecord data =
                    switch (type) {
                        case "order.paid" -> order(i, member, random);
                        case "order.refunded" -> refund(i, member, random);
                        default -> view(member, random);
                    };
            events.add(new Event("e" + i, "/shop", type, member, time, "default", data));
        }
        return events;
    }

    private static OrderPaid order(int number, String member, Random random) {
        OrderPaid.Builder order = OrderPaid.newBuilder()
                .setOrderId("o" + number)
                .setMemberId(member)
                .setAmount(BigDecimal.valueOf(random.nextInt(100_000), 2).setScale(4));
        if (random.nextInt(8) > 0) {
            order.setShopId("s" + random.nextInt(2));
        }
        return random.nextBoolean() ? order.setCategory("tea").build() : order.build();
    }

    private static OrderRefunded refund(int number, String member, Random random) {
        OrderRefunded.Builder refund = OrderRefunded.newBuilder()
                .setOrderId("o" + number)
                .setMemberId(member)
                .setAmount(BigDecimal.valueOf(random.nextInt(50_000), 2).setScale(4));
        if (random.nextInt(8) > 0) {
            refund.setShopId("s" + random.nextInt(2));
        }
        return random.nextBoolean() ? refund.setReason("tea").build() : refund.build();
    }

    private static ProductViewed view(String member, Random random) {
        ProductViewed.Builder viewed =
                ProductViewed.newBuilder().setMemberId(member).setProductId("p");
        return random.nextInt(4) > 0
                ? viewed.setDurationSeconds(random.nextDouble()).build()
                : viewed.build();
    }

    /** Taken in now: the broker forgets records by the time they were taken in, and would forget those of 1998 at once. */
    private static void send(KafkaProducer<byte[], byte[]> producer, List<Event> events) {
        for (Event event : events) {
            producer.send(CODEC.encode(topic(event.type()), null, event, Instant.now()));
        }
        producer.flush();
    }

    private static void advance(KafkaProducer<byte[], byte[]> producer, long time) {
        for (Topic topic : TOPICS.values()) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                Event promise = new Event(
                        "until", "/shop", EventTypes.TIME_ADVANCED, "all", Instant.ofEpochMilli(time), "default", null);
                producer.send(CODEC.encode(topic, partition, promise, Instant.now()));
            }
        }
        producer.flush();
    }

    private static Topic topic(String type) {
        return Objects.requireNonNull(TOPICS.get(type));
    }

    private static FeatureDefinitions definitions(Path folder) throws IOException {
        Files.writeString(
                Files.createDirectory(folder.resolve("features")).resolve("shop.yaml"),
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                  - {name: shop, joinKey: shop_id, valueType: string}
                streamFeatureViews:
                  - name: net_orders
                    entity: member
                    source: order.paid
                    takenBackBy: {order.refunded: {category: reason}}
                    features:
                      - {name: count_all, function: count}
                      - {name: sum_30d, function: sum, column: amount, window: P30D}
                      - {name: avg_90d, function: avg, column: amount, window: P90D}
                      - {name: max_all, function: max, column: amount, source: order.paid}
                      - {name: teas_30d, function: count, where: {category: tea}, window: P30D}
                      - {name: reason, function: last, column: reason, source: order.refunded}
                      - {name: trend_30d, function: change, of: sum_30d}
                  - name: orders_in_shops
                    entities: [member, shop]
                    source: order.paid
                    takenBackBy: {order.refunded: {category: reason}}
                    keys: {shop: shopId}
                    features:
                      - {name: count_all, function: count}
                      - {name: sum_30d, function: sum, column: amount, window: P30D}
                      - {name: teas_90d, function: count, where: {category: tea}, window: P90D}
                  - name: orders
                    entity: member
                    source: order.paid
                    features:
                      - {name: count_all, function: count}
                      - {name: count_30d, function: count, window: P30D}
                      - {name: days_90d, function: distinct_days, window: P90D}
                      - {name: sum_30d, function: sum, column: amount, window: P30D}
                      - {name: avg_90d, function: avg, column: amount, window: P90D}
                      - {name: max_all, function: max, column: amount}
                      - {name: category, function: last, column: category}
                      - {name: recency, function: time_since_last}
                      - {name: since, function: time_since_first, window: P90D}
                      - {name: spread_90d, function: stddev, column: amount, window: P90D}
                      - {name: first_amount, function: first, column: amount}
                      - {name: last_amounts, function: last_n, column: amount, n: 3}
                      - {name: top_categories, function: top_k, column: category, k: 2, window: P90D}
                      - {name: amounts_90d, function: distinct_count, column: amount, window: P90D}
                      - {name: teas_90d, function: count, where: {category: tea}, window: P90D}
                      - {name: teas_30d, function: count, where: {category: tea}, window: P30D}
                      - {name: dear_this_week, function: count, where: {amount: {above: 500}}, tumbling: P7D}
                      - {name: session_sum, function: sum, column: amount, session: PT12H}
                      - {name: share_of_teas, function: ratio, numerator: teas_30d, denominator: count_30d}
                      - {name: trend_30d, function: change, of: count_30d}
                  - name: views
                    entity: member
                    source: product.viewed
                    features:
                      - {name: count_1h, function: count, window: PT1H}
                      - {name: count_7d, function: count, window: P7D}
                      - {name: seconds_365d, function: sum, column: durationSeconds, window: P365D}
                """);
        return FeatureDefinitions.read(folder);
    }

    private static JobConfiguration configuration(Path folder, TestKafka kafka, TestRedis redis) {
        return new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                kafka.bootstrapServers(),
                JobConfiguration.CHECKPOINT_FOLDER,
                folder.resolve("checkpoints").toUri().toString(),
                JobConfiguration.CHECKPOINT_INTERVAL,
                "PT0.2S",
                JobConfiguration.PARALLELISM,
                "2",
                StreamingFeaturesJob.DEFINITIONS_FOLDER,
                folder.toString(),
                "redis.host",
                "127.0.0.1",
                "redis.port",
                Integer.toString(redis.port())));
    }

    private static JobClient start(JobConfiguration configuration, Optional<Path> checkpoint) throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, StreamingFeaturesJob.NAME);
        checkpoint.ifPresent(path -> {
            Configuration recovery = new Configuration();
            recovery.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
            environment.configure(recovery);
        });
        StreamingFeaturesJob.define(environment, configuration, StreamingFeaturesJob.catalogue(configuration));
        return environment.executeAsync(StreamingFeaturesJob.NAME);
    }

    /** The newest checkpoint that is whole. */
    private static Optional<Path> checkpoint(Path folder) throws IOException {
        Path checkpoints = folder.resolve("checkpoints");
        if (!Files.exists(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.find(checkpoints, 3, (path, attributes) -> path.endsWith("_metadata"))) {
            return found.map(path -> Objects.requireNonNull(path.getParent()))
                    .max(Comparator.comparing(
                            path -> Long.parseLong(path.getFileName().toString().replace("chk-", ""))));
        }
    }

    private static boolean anythingStored(OnlineStoreConfig store) {
        try (OnlineStoreReader reader = OnlineStoreReader.open(store)) {
            return reader.read(List.of(OnlineView.of("orders", List.of("count_all"))), EntityKey.of("member_id", "m1"))
                    .get(0)
                    .eventTime()
                    .isPresent();
        }
    }
}
