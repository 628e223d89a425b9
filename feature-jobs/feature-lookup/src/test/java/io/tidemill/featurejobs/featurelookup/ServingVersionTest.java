package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.ViewVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingVersionTest {
    private static final FeatureDefinitions READ = FeatureDefinitions.parse(
            "shop.yaml",
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, features: [{name: n, function: count}]}
            """);

    /** With a feature view that is called like a view that serves, too. */
    private static final FeatureDefinitions WRITTEN = FeatureDefinitions.parse(
            "shop.yaml",
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            pushSources: [{name: scores}]
            featureViews:
              - {name: risk, entity: member, source: scores, features: [{name: score, valueType: double}]}
              - {name: orders, entity: member, source: scores, features: [{name: m, valueType: double}]}
            onDemandFeatureViews:
              - name: danger
                sources: [risk]
                features: [{name: twice, valueType: double, expression: "risk.score * 2.0"}]
            """);

    private static final String QUESTION =
            """
            {"features": ["risk:score", "danger:twice", "orders:n"], "entities": {"member_id": ["m-1"]}}
            """;

    @Test
    void aViewIsReadByTheVersionThatServesAndByItsNumber(@TempDir Path folder) throws Exception {
        try (TestRedis redis = TestRedis.start()) {
            // Given two versions with values, of which the first serves
            write(redis.port(), version(1), 1);
            write(redis.port(), version(2), 2);
            AtomicReference<FeatureDefinitions> serving = new AtomicReference<>(serving(version(1)));
            Properties configuration = configuration(redis.port());
            LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
            String token = tokens.issue("ann", "default", Set.of(Role.READER), Duration.ofMinutes(5));
            try (FeatureLookup lookup = FeatureLookup.open(configuration, serving::get, Clock.systemUTC());
                    HttpServer server = server(tokens, List.of(lookup))) {
                // When a view is asked for by its name and by numbers, before and after the second serves
                JsonNode before = ask(server, token);
                serving.set(serving(version(2)));
                JsonNode after = ask(server, token);
                // Then the name follows, and the numbers stay
                assertThat(values(before)).containsExactly(1, 1, 2);
                assertThat(values(after)).containsExactly(2, 1, 2);
            }
        }
    }

    @Test
    void whatOthersWriteIsTakenAndReadByTheDefinitionsOfTheMoment(@TempDir Path folder) throws Exception {
        try (TestRedis redis = TestRedis.start()) {
            // Given definitions without what others write, and rows that are remembered
            AtomicReference<FeatureDefinitions> serving = new AtomicReference<>(serving(version(1)));
            Properties configuration = configuration(redis.port());
            configuration.setProperty("features.cache.size", "1000");
            configuration.setProperty("features.cache.age", "PT10M");
            LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
            String token = tokens.issue("ann", "default", Set.of(Role.READER, Role.PRODUCER), Duration.ofMinutes(5));
            try (FeatureLookup lookup = FeatureLookup.open(configuration, serving::get, Clock.systemUTC());
                    FeaturePush push =
                            FeaturePush.open(configuration, serving::get, lookup::forget, Clock.systemUTC());
                    HttpServer server = server(tokens, List.of(lookup, push))) {
                // When something is pushed before and after they have it
                HttpResponse<String> before = post(server, token, "/push", push(0.5));
                serving.set(serving(version(1), WRITTEN));
                HttpResponse<String> first = post(server, token, "/get-online-features", QUESTION);
                HttpResponse<String> after = post(server, token, "/push", push(0.25));
                HttpResponse<String> second = post(server, token, "/get-online-features", QUESTION);
                // Then it is refused first, and then taken and answered, as what is computed from it
                assertThat(before.statusCode()).as(before.body()).isEqualTo(422);
                assertThat(before.body()).contains("no push source is called 'scores'");
                assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
                assertThat(results(first)).containsExactly("null", "null", "null");
                assertThat(results(second)).containsExactly("0.25", "0.5", "null");
            }
        }
    }

    private static List<String> results(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode results = new ObjectMapper().readTree(answer.body()).path("results");
        return List.of(
                results.at("/1/values/0").asText(),
                results.at("/2/values/0").asText(),
                results.at("/3/values/0").asText());
    }

    private static String push(double score) {
        return "{\"push_source_name\": \"scores\", \"df\": {\"member_id\": [\"m-1\"], \"score\": [" + score
                + "], \"event_timestamp\": [\"2026-01-01T00:00:00Z\"]}}";
    }

    private static Properties configuration(int redisPort) {
        Properties configuration = new Properties();
        configuration.setProperty("redis.host", "127.0.0.1");
        configuration.setProperty("redis.port", Integer.toString(redisPort));
        configuration.setProperty("features.time-limit", "PT10S");
        return configuration;
    }

    private static HttpServer server(LocalTokens tokens, List<RouteGroup> groups) throws IOException {
        return HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC()),
                groups);
    }

    private static List<Integer> values(JsonNode answer) {
        JsonNode results = answer.path("results");
        return List.of(
                results.at("/1/values/0").asInt(),
                results.at("/2/values/0").asInt(),
                results.at("/3/values/0").asInt());
    }

    private static JsonNode ask(HttpServer server, String token) throws Exception {
        String body =
                """
                {"features": ["orders:n", "orders@v1:n", "orders@v2:n"], "entities": {"member_id": ["m-1"]},
                 "full_feature_names": true}
                """;
        HttpResponse<String> answer = post(server, token, "/get-online-features", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static HttpResponse<String> post(HttpServer server, String token, String path, String body)
            throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri(path))
                                .header("authorization", "Bearer " + token)
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static void write(int port, ViewVersion version, long value) {
        try (OnlineStoreWriter writer = OnlineStoreWriter.open(OnlineStoreConfig.of("127.0.0.1", port, "shop"))) {
            OnlineView view = OnlineView.of(version.storedName(), List.of("n"));
            writer.write(
                    List.of(new FeatureRow(
                            view,
                            EntityKey.of("member_id", "m-1"),
                            Instant.parse("2026-01-01T00:00:00Z"),
                            List.of(FeatureValue.of(value)))),
                    WriteRule.NOT_OLDER);
        }
    }

    private static ViewVersion version(int number) {
        return READ.version(READ.views().iterator().next(), number);
    }

    private static FeatureDefinitions serving(ViewVersion version) {
        return serving(version, READ);
    }

    private static FeatureDefinitions serving(ViewVersion version, FeatureDefinitions others) {
        return FeatureDefinitions.of(
                "shop",
                READ.entities(),
                others.unversioned(),
                READ.services(),
                List.of(version),
                List.of(version(1), version(2)));
    }
}
