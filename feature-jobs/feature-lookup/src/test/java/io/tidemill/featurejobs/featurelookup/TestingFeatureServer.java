package io.tidemill.featurejobs.featurelookup;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.featurelog.FeatureLog;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.ValueKind;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A feature server of shops, their members and tills, over a Redis that the test starts. */
final class TestingFeatureServer implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant WRITTEN = NOW.minusSeconds(90).plusMillis(250);
    /** For tests that are about something else: the first requests of a process take long on a busy machine. */
    static final Map<String, String> PATIENT = Map.of("features.time-limit", "PT30S", "redis.timeout", "PT30S");
    /** A member whose id takes one to four bytes a letter. */
    static final String FOREIGN = "zażółć-会员-😀";

    private static final String DEFINITIONS =
            """
            project: shops
            entities:
              - {name: member, joinKey: member_id, valueType: string}
              - {name: shop, joinKey: shop_number, valueType: int64}
              - {name: till, joinKey: till_number, valueType: int32}
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: avg_30d, function: avg, column: amount, window: P30D}
                  - {name: recency, function: time_since_last}
              - name: views
                entity: member
                source: product.viewed
                ttl: PT1H
                features:
                  - {name: count_1h, function: count, window: PT1H}
                  - {name: count_30d, function: count, window: P30D}
              - name: habits
                entity: member
                source: order.paid
                ttl: PT1M
                features:
                  - {name: categories, function: top_k, k: 3, column: category}
                  - {name: quantities, function: last_n, n: 3, column: quantity}
                  - {name: amounts, function: last_n, n: 3, column: amount}
                  - {name: favourite, function: last, column: category}
              - name: shop_orders
                entity: shop
                source: order.paid
                features:
                  - {name: count_1d, function: count, window: P1D}
              - name: till_orders
                entity: till
                source: order.paid
                features:
                  - {name: sum_1d, function: sum, column: amount, window: P1D}
              - name: member_tills
                entities: [member, till]
                source: order.paid
                keys: {till: quantity}
                features:
                  - {name: n, function: count}
            pushSources:
              - {name: scores}
              - {name: nothing}
            featureViews:
              - name: risk
                entity: member
                source: scores
                ttl: PT1H
                features:
                  - {name: score, valueType: double}
                  - {name: level, valueType: int64}
                  - {name: reason, valueType: string}
              - {name: risk_seen, entity: member, source: scores, features: [{name: level, valueType: int64}]}
              - {name: by_feast, entity: shop, features: [{name: rating, valueType: double, default: 2.5}, {name: name, valueType: string, default: "?"}]}
            onDemandFeatureViews:
              - {name: rated, sources: [by_feast], features: [{name: twice, valueType: double, expression: by_feast.rating * 2.0}]}
              - name: danger
                sources: [risk]
                requestSchema: [{name: price, valueType: double}]
                features: [{name: weight, valueType: double, expression: "risk.score * request.price"}]
              - name: basket
                sources: ["orders:count_30d", "orders:avg_30d", "orders:recency", views, habits]
                requestSchema:
                  - {name: amount, valueType: double}
                  - {name: coupon, valueType: string}
                features:
                  - {name: share, valueType: double, expression: "request.amount / double(orders.count_30d)"}
                  - {name: above, valueType: int64, expression: "orders.avg_30d == null || request.amount > orders.avg_30d ? 1 : 0"}
                  - {name: hours, valueType: double, expression: "orders.recency / 3600.0"}
                  - {name: per_view, valueType: double, expression: "double(orders.count_30d) / double(views.count_1h)"}
                  - {name: words, valueType: string, expression: "request.coupon + ' ' + habits.favourite"}
                  - {name: wanted, valueType: int64, expression: "request.coupon in habits.categories ? 1 : 0"}
                  - {name: halved, valueType: double, expression: "request.amount / 2.0"}
              - name: places
                sources: [orders, shop_orders]
                features:
                  - {name: of_shop, valueType: double, expression: "double(orders.count_30d) / double(shop_orders.count_1d)"}
            featureServices:
              - {name: churn, features: ["orders:count_30d", "orders:recency"]}
              - {name: baskets, features: ["orders:count_30d", "basket:share"]}
            """;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final FeatureLookup lookup;
    private final FeaturePush push;
    private final MemoryAuditLog audit;
    private final HttpServer server;
    private final String token;

    private TestingFeatureServer(
            FeatureLookup lookup, FeaturePush push, MemoryAuditLog audit, HttpServer server, String token) {
        this.lookup = lookup;
        this.push = push;
        this.audit = audit;
        this.server = server;
        this.token = token;
    }

    /**
     * Starts one.
     *
     * @param folder for what it keeps on disk
     * @param redisPort of the Redis it reads
     * @param more settings than where Redis is
     */
    static TestingFeatureServer start(Path folder, int redisPort, Map<String, String> more) throws IOException {
        return start(folder, redisPort, more, FeatureLog.OFF);
    }

    /** As {@link #start(Path, int, Map)}, with what is handed out taken down. */
    static TestingFeatureServer start(Path folder, int redisPort, Map<String, String> more, FeatureLog log)
            throws IOException {
        Path features = Files.createDirectories(folder.resolve("features"));
        Files.writeString(features.resolve("shops.yaml"), DEFINITIONS);
        Properties configuration = new Properties();
        configuration.setProperty("redis.host", "127.0.0.1");
        configuration.setProperty("redis.port", Integer.toString(redisPort));
        configuration.putAll(more);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), clock);
        PrometheusRegistry metrics = new PrometheusRegistry();
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        FeatureLookup lookup = FeatureLookup.open(configuration, () -> definitions, log, metrics, clock);
        FeaturePush push = FeaturePush.open(configuration, () -> definitions, lookup::forget, clock);
        MemoryAuditLog audit = new MemoryAuditLog();
        HttpServer server = HttpServer.start(
                new HttpServerSettings("127.0.0.1", 0, 1 << 20, 4, 1),
                new ServerParts(tokens.verifier(), audit, metrics, clock),
                List.of(lookup, push));
        return new TestingFeatureServer(
                lookup,
                push,
                audit,
                server,
                tokens.issue("test", "default", Set.of(Role.READER, Role.PRODUCER), Duration.ofHours(1)));
    }

    /** Writes the rows that the tests read. */
    static void fill(int redisPort) {
        OnlineView orders = OnlineView.of("orders", List.of("count_30d", "avg_30d", "recency"));
        OnlineView views = OnlineView.of("views", List.of("count_1h", "count_30d"));
        OnlineView habits = OnlineView.of("habits", List.of("categories", "quantities", "amounts", "favourite"));
        OnlineView shops = OnlineView.of("shop_orders", List.of("count_1d"));
        OnlineView tills = OnlineView.of("till_orders", List.of("sum_1d"));
        OnlineView memberTills = OnlineView.of("member_tills", List.of("n"));
        EntityKey member = EntityKey.of("member_id", "m-1");
        EntityKey foreign = EntityKey.of("member_id", FOREIGN);
        FeatureValue hourAgo = FeatureValue.of(NOW.minusSeconds(3600));
        try (OnlineStoreWriter writer = OnlineStoreWriter.open(OnlineStoreConfig.of("127.0.0.1", redisPort, "shops"))) {
            writer.write(
                    List.of(
                            row(orders, member, FeatureValue.of(3), FeatureValue.NULL, hourAgo),
                            row(orders, foreign, FeatureValue.of(4), FeatureValue.of(2.5), hourAgo),
                            row(views, member, FeatureValue.of(5), FeatureValue.of(6)),
                            row(habits, member, lists()),
                            row(shops, EntityKey.of("shop_number", 7), FeatureValue.of(40)),
                            row(tills, EntityKey.of("till_number", new FeatureValue.Int32(-9)), FeatureValue.of(1e10)),
                            row(memberTills, together("m-1", -9), FeatureValue.of(12)),
                            row(memberTills, together("a,b:c\\d", 5), FeatureValue.of(13))),
                    WriteRule.NOT_OLDER);
        }
    }

    int port() {
        return server.port();
    }

    String token() {
        return token;
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.uri(path)).header("authorization", "Bearer " + token));
    }

    HttpResponse<byte[]> getWithoutToken(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.uri(path)));
    }

    HttpResponse<byte[]> post(String body) throws IOException, InterruptedException {
        return post("/get-online-features", body);
    }

    HttpResponse<byte[]> push(String body) throws IOException, InterruptedException {
        return post("/push", body);
    }

    /** What the audit log has, in no order. */
    List<MemoryAuditLog.Recorded> audit() {
        return audit.entries();
    }

    private HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.uri(path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Override
    public void close() {
        server.close();
        push.close();
        lookup.close();
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static FeatureRow row(OnlineView view, EntityKey entity, FeatureValue... values) {
        return new FeatureRow(view, entity, WRITTEN, List.of(values));
    }

    private static EntityKey together(String member, int till) {
        return new EntityKey(List.of(
                new EntityKey.Part("till_number", new FeatureValue.Int32(till)),
                new EntityKey.Part("member_id", FeatureValue.of(member))));
    }

    private static FeatureValue[] lists() {
        return new FeatureValue[] {
            new FeatureValue.Array(ValueKind.STRING, List.of(FeatureValue.of("thé"), FeatureValue.of("乌龙"))),
            new FeatureValue.Array(ValueKind.INT64, List.of(FeatureValue.of(1), FeatureValue.of(300))),
            new FeatureValue.Array(ValueKind.DOUBLE, List.of(FeatureValue.of(1.5))),
            FeatureValue.of("thé")
        };
    }
}
