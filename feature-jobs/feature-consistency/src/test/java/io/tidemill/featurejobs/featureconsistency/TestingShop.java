package io.tidemill.featurejobs.featureconsistency;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.featureconsistency.lake.PinnedTable;
import io.tidemill.featurejobs.featurelog.FeatureLog;
import io.tidemill.featurejobs.featurelog.FeatureLogSettings;
import io.tidemill.featurejobs.featurelog.KafkaFeatureLog;
import io.tidemill.featurejobs.featurelookup.FeatureLookup;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.featurejobs.streamingfeatures.StreamingFeaturesJob;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.ingestion.lakesink.LakeSinkJob;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.Decision;
import io.tidemill.schemas.events.MemberRegistered;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.OrderRefunded;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Orders, the job that keeps features of them, the lookup that serves them, and the lake that takes in both. It opens at noon of the
 * day before, so that no midnight is near.
 */
final class TestingShop implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
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
                  - {name: count_all, function: count}
                  - {name: sum_1h, function: sum, column: amount, window: PT1H}
                  - {name: count_1m, function: count, window: PT1M}
                  - {name: categories, function: last_n, n: 3, column: category}
                  - {name: recency, function: time_since_last}
              - name: net
                entities: [member, shop]
                keys: {shop: shopId}
                source: order.paid
                takenBackBy: {order.refunded: {}}
                features:
                  - {name: amount, function: sum, column: amount}
                  - {name: orders_1h, function: count, window: PT1H}
              - name: by_level
                entity: member
                source: order.paid
                attributes: {level: {source: member.registered, column: level}}
                features:
                  - {name: gold, function: count, where: {level: gold}}
                  - {name: orders, function: count}
            """;

    final Clock clock = sinceNoon(Clock.systemUTC());
    final TestKafka kafka = TestKafka.start();
    final TestRedis redis = TestRedis.start();
    final TestPostgres postgres = TestPostgres.start();
    final FeatureDefinitions definitions;
    final Map<String, String> settings;
    final LakeCatalog catalog;
    private final KafkaProducer<byte[], byte[]> producer;
    private final FeatureLog log;
    private final FeatureLookup lookup;
    private final HttpServer server;
    private final String token;
    private final List<JobClient> jobs;
    /** By event type how many were sent. */
    private final Map<String, Integer> sent = new HashMap<>();

    private int decisions;

    TestingShop(Path folder) throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("shop.yaml"), DEFINITIONS);
        definitions = FeatureDefinitions.read(folder);
        kafka.create(Topics.all());
        settings = Map.ofEntries(
                Map.entry(JobConfiguration.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers()),
                Map.entry(
                        JobConfiguration.CHECKPOINT_FOLDER,
                        folder.resolve("checkpoints").toUri().toString()),
                Map.entry(JobConfiguration.CHECKPOINT_INTERVAL, "PT0.5S"),
                Map.entry("lake.catalog-uri", postgres.jdbcUrl()),
                Map.entry("lake.warehouse", folder.resolve("warehouse").toString()),
                Map.entry("lake.commit-interval", "PT0.5S"),
                Map.entry(StreamingFeaturesJob.DEFINITIONS_FOLDER, folder.toString()),
                Map.entry("redis.host", "127.0.0.1"),
                Map.entry("redis.port", Integer.toString(redis.port())),
                Map.entry("redis.timeout", "PT30S"),
                Map.entry("features.time-limit", "PT30S"));
        producer = kafka.producer();
        catalog = LakeCatalog.open(CatalogSettings.of(settings));
        Properties properties = new Properties();
        properties.putAll(settings);
        PrometheusRegistry metrics = new PrometheusRegistry();
        log = KafkaFeatureLog.start(new FeatureLogSettings(1, 1000, kafka.bootstrapServers()), metrics, clock);
        lookup = FeatureLookup.open(properties, () -> definitions, log, metrics, clock);
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), clock);
        token = tokens.issue("ann", "default", Set.of(Role.READER), Duration.ofHours(1));
        server = HttpServer.start(
                new HttpServerSettings("127.0.0.1", 0, 1 << 20, 2, 1),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), metrics, clock),
                List.of(lookup));
        JobConfiguration configuration = new JobConfiguration(settings);
        StreamExecutionEnvironment features = JobEnvironment.create(configuration, StreamingFeaturesJob.NAME);
        StreamingFeaturesJob.define(features, configuration);
        JobConfiguration ofLake = LakeSinkJob.configured(configuration);
        StreamExecutionEnvironment lake = JobEnvironment.create(ofLake, LakeSinkJob.NAME);
        LakeSinkJob.define(lake, ofLake);
        jobs = List.of(features.executeAsync(StreamingFeaturesJob.NAME), lake.executeAsync(LakeSinkJob.NAME));
    }

    /** A clock that shows noon of the day before now, in UTC, and goes on as fast as another. */
    private static Clock sinceNoon(Clock other) {
        Instant now = other.instant();
        return Clock.offset(
                other, Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12))));
    }

    /** A member pays an order at an instant, and it is taken in now. */
    void order(String member, Instant time, double amount, String category) {
        String id = "o" + sent.merge("order.paid", 1, Integer::sum);
        OrderPaid data = OrderPaid.newBuilder()
                .setOrderId(id)
                .setMemberId(member)
                .setAmount(BigDecimal.valueOf(amount).setScale(4))
                .setCategory(category)
                .build();
        Event event = new Event(id, "/shop", "order.paid", member, time, "default", data);
        send(event);
    }

    /** A member pays an order in a shop, or gives one back. */
    void tradeIn(String shop, String member, Instant time, double amount) {
        String id = "o" + sent.merge(amount < 0 ? "order.refunded" : "order.paid", 1, Integer::sum);
        BigDecimal money = BigDecimal.valueOf(Math.abs(amount)).setScale(4);
        if (amount < 0) {
            OrderRefunded data = OrderRefunded.newBuilder()
                    .setOrderId(id)
                    .setMemberId(member)
                    .setShopId(shop)
                    .setAmount(money)
                    .build();
            send(new Event("r" + id, "/shop", "order.refunded", member, time, "default", data));
        } else {
            OrderPaid data = OrderPaid.newBuilder()
                    .setOrderId(id)
                    .setMemberId(member)
                    .setShopId(shop)
                    .setAmount(money)
                    .build();
            send(new Event(id, "/shop", "order.paid", member, time, "default", data));
        }
    }

    /** A member comes to a level. */
    void register(String member, Instant time, String level) {
        String id = "l" + sent.merge("member.registered", 1, Integer::sum);
        MemberRegistered data = MemberRegistered.newBuilder()
                .setMemberId(member)
                .setLevel(level)
                .build();
        send(new Event(id, "/shop", "member.registered", member, time, "default", data));
    }

    private void send(Event event) {
        producer.send(CODEC.encode(Topics.ofEvents(event.type()), null, event, clock.instant()));
        producer.flush();
    }

    /** A decision on a member now used a value of a feature that stands at an instant. */
    void decide(String member, Map<String, Object> values, Instant storedAt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String id = "d" + decisions++;
        Decision data = Decision.newBuilder()
                .setDecisionId(id)
                .setEntityId(member)
                .setDecidedAt(now)
                .setFeatures(values)
                .setFeatureTimes(Map.of("orders", storedAt.toEpochMilli()))
                .setRuleSetVersion(1)
                .setRulesFired(List.of())
                .setActions(List.of())
                .build();
        Event event = new Event(id, "/decisions", EventTypes.DECISION_MADE, member, now, "default", data);
        producer.send(CODEC.encode(Topics.DECISIONS, null, event, now));
        producer.flush();
    }

    /** What is served of a member now: how many orders it has. */
    long lookUp(String member) throws IOException, InterruptedException {
        return lookUp("orders", member, "count_all").asLong();
    }

    /** What is served of an entity now of a view: one of its features. */
    JsonNode lookUp(String view, String id, String feature) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(server.uri("/api/features?view=" + view + "&ids=" + id))
                        .header("authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return Json.MAPPER.readTree(answer.body()).at("/results/0/features/" + feature + "/value");
    }

    /** Waits until a member is served with so many orders; what was served meanwhile is in the log too. */
    void awaitServed(String member, long count) {
        await().atMost(PATIENCE).until(() -> lookUp(member) == count);
    }

    /** Waits until something is served; what was served meanwhile is in the log too. */
    void awaitServed(String view, String id, String feature, double value) {
        await().atMost(PATIENCE).until(() -> lookUp(view, id, feature).asDouble() == value);
    }

    /** Waits until the lake has every order and every row of the log. */
    void awaitLake() {
        await().atMost(PATIENCE)
                .until(() -> sent.entrySet().stream().allMatch(type -> rows(type.getKey()) == type.getValue())
                        && rows("decision.made") == decisions
                        && rows("feature.served") == kafka.written(Topics.FEATURES_SERVED.name())
                        && rows("feature.served") > 0);
    }

    /** Writes another value of a feature of an entity, and lets it stand at the same instant. */
    void tamper(String viewName, String id, String feature, FeatureValue value) {
        OnlineStoreConfig store = OnlineStoreConfig.of("127.0.0.1", redis.port(), "shop");
        StreamFeatureView view = definitions.view(viewName).orElseThrow();
        OnlineView online = OnlineView.of(
                viewName, view.features().stream().map(Feature::name).toList());
        EntityKey key = EntityKey.read(definitions.entitiesOf(view), id).orElseThrow();
        try (OnlineStoreReader reader = OnlineStoreReader.open(store);
                OnlineStoreWriter writer = OnlineStoreWriter.open(store)) {
            OnlineRow row = reader.read(List.of(online), key).get(0);
            List<FeatureValue> values = new ArrayList<>();
            for (String name : online.features()) {
                values.add(name.equals(feature) ? value : Objects.requireNonNull(row.value(name)));
            }
            writer.write(
                    List.of(new FeatureRow(online, key, row.eventTime().orElseThrow(), values)), WriteRule.NOT_OLDER);
        }
    }

    private long rows(String type) {
        return PinnedTable.now(catalog.tables(), type).map(PinnedTable::rows).orElse(0L);
    }

    @Override
    public void close() throws Exception {
        for (JobClient job : jobs) {
            job.cancel().get();
        }
        server.close();
        lookup.close();
        log.close();
        producer.close();
        catalog.close();
        redis.close();
        kafka.close();
        postgres.close();
    }
}
