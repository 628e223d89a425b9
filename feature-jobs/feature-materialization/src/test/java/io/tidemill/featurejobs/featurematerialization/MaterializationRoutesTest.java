package io.tidemill.featurejobs.featurematerialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.featurelookup.FeatureLookup;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestRedis;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is materialized over HTTP is looked up over HTTP. */
class MaterializationRoutesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static TestPostgres postgres;
    private static TestRedis redis;
    private static PostgresPool pool;
    private static LakeCatalog lake;
    private static FeatureLookup lookup;
    private static FeatureMaterialization materialization;
    private static HttpServer server;
    private static LocalTokens tokens;
    private static final MemoryAuditLog AUDIT = new MemoryAuditLog();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        postgres = TestPostgres.start();
        redis = TestRedis.start();
        lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()));
        Map<String, String> settings = new HashMap<>(Map.of(
                "postgres.url",
                postgres.jdbcUrl(),
                "lake.catalog-uri",
                postgres.jdbcUrl(),
                "lake.warehouse",
                folder.toString(),
                "redis.host",
                "127.0.0.1",
                "redis.port",
                Integer.toString(redis.port()),
                "features.time-limit",
                "PT30S",
                // Rows are remembered: what is materialized is read all the same.
                "features.cache.size",
                "1000",
                "features.cache.age",
                "PT10M"));
        Configuration configuration = Configuration.of(settings);
        Properties properties = new Properties();
        properties.putAll(settings);
        pool = PostgresPool.open(configuration);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        lookup = FeatureLookup.open(properties, () -> TestingProfiles.READ, clock);
        materialization = FeatureMaterialization.open(
                configuration, () -> TestingProfiles.READ, pool.dataSource(), lookup::forget, clock);
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), clock);
        server = HttpServer.start(
                new HttpServerSettings("127.0.0.1", 0, 1 << 20, 4, 1),
                new ServerParts(tokens.verifier(), AUDIT, new PrometheusRegistry(), clock),
                List.of(lookup, materialization));
    }

    @AfterAll
    static void stop() {
        server.close();
        materialization.close();
        lookup.close();
        lake.close();
        pool.close();
        redis.close();
        postgres.close();
    }

    @Test
    void whatIsMaterializedIsServedLikeTheOthers() throws Exception {
        // Given two members of whom nothing was known
        String question =
                """
                {"features": ["profile:score", "profile:visits", "profile:segment", "both:weight"],
                 "full_feature_names": true, "entities": {"member_id": ["a", "b", "c"], "price": [10, 10, 10]}}
                """;
        assertThat(answer(post("/get-online-features", question, Role.READER), 200)
                        .at("/results/1/statuses"))
                .isEqualTo(tree("[\"NOT_FOUND\", \"NOT_FOUND\", \"NOT_FOUND\"]"));
        TestingProfiles profiles = TestingProfiles.in(lake);
        profiles.table()
                .append(
                        profiles.row("a", "2026-05-31T00:00:00Z", null, 0.5, 3L, "gold"),
                        profiles.row("b", "2026-04-01T00:00:00Z", null, 0.25, null, "silver"));
        // When they are materialized
        JsonNode done = answer(post("/materialize", "{\"feature_views\": [\"profile\"]}", Role.SCIENTIST), 200);
        // Then it is told what was done, and the audit log has it
        assertThat(done.at("/views/0/rows").asInt()).isEqualTo(2);
        assertThat(done.at("/views/0/written").asInt()).isEqualTo(2);
        assertThat(done.at("/views/0/snapshot").asLong())
                .isEqualTo(profiles.table().snapshotId());
        assertThat(AUDIT.entries())
                .filteredOn(recorded -> recorded.entry().action().equals("feature.materialize"))
                .extracting(recorded -> tree(recorded.detail()))
                .contains(done);
        // And they are served at once, with statuses, ttl, defaults, and what is computed from them
        JsonNode found = answer(post("/get-online-features", question, Role.READER), 200);
        assertThat(found.at("/results/1/values")).isEqualTo(tree("[0.5, 0.25, null]"));
        assertThat(found.at("/results/1/statuses"))
                .isEqualTo(tree("[\"PRESENT\", \"OUTSIDE_MAX_AGE\", \"NOT_FOUND\"]"));
        assertThat(found.at("/results/2/values")).isEqualTo(tree("[3, 0, 0]"));
        assertThat(found.at("/results/3/values")).isEqualTo(tree("[\"gold\", \"silver\", null]"));
        assertThat(found.at("/results/4/values")).isEqualTo(tree("[5.0, 2.5, null]"));
        JsonNode service = answer(
                post(
                        "/get-online-features",
                        "{\"feature_service\": \"all\", \"entities\": {\"member_id\": [\"a\"]}}",
                        Role.READER),
                200);
        assertThat(service.at("/results/1/values")).isEqualTo(tree("[0.5]"));
        JsonNode ofView = answer(get("/api/features?view=profile&ids=a", Role.READER), 200);
        assertThat(ofView.at("/results/0/eventTime").asText()).isEqualTo("2026-05-31T00:00:00Z");
        // And what comes later is by the next incremental one
        profiles.table().append(profiles.row("c", "2026-05-31T12:00:00Z", null, 0.75, 7L, "new"));
        JsonNode first = answer(post("/materialize-incremental", "{\"end_ts\": \"2026-06-01\"}", Role.OPERATOR), 200);
        assertThat(first.at("/views/0/view").asText()).isEqualTo("profile");
        assertThat(first.at("/views/0/from").asText()).isEqualTo("2026-05-31T12:00:00Z");
        assertThat(first.at("/views/0/written").asInt()).isEqualTo(1);
        assertThat(first.at("/views/1/view").asText()).isEqualTo("in_store");
        assertThat(answer(post("/get-online-features", question, Role.READER), 200)
                        .at("/results/1/values"))
                .isEqualTo(tree("[0.5, 0.25, 0.75]"));
        // And it is kept who did what
        JsonNode kept = answer(get("/api/materializations?view=profile", Role.READER), 200)
                .path("materializations");
        assertThat(kept).hasSize(2);
        assertThat(kept.at("/0/result")).isEqualTo(first.at("/views/0"));
        assertThat(kept.at("/1/by").asText()).isEqualTo("test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/materialize | {'end_ts': 'soon'} | end_ts | is no time: expected one such as",
                "/materialize | {'start_ts': 7} | start_ts | 7 is no time",
                "/materialize | {'end_ts': '2026-06-01T00:06:00Z'} | end_ts | is in the future",
                "/materialize | {'start_ts': '2026-05-02', 'end_ts': '2026-05-01'} | start_ts | is after the end",
                "/materialize | {'feature_views': 'profile'} | feature_views | expected a list of views",
                "/materialize | {'feature_views': [7]} | feature_views[0] | 7: expected the name of a view",
                "/materialize | {'feature_views': ['orders']} | feature_views | view 'orders' is not of a table, expected one of in_store, profile",
                "/materialize | {'feature_view': ['profile']} | feature_view | expected disable_event_timestamp, end_ts, feature_views",
                "/materialize | {'disable_event_timestamp': true} | disable_event_timestamp | expected false",
                "/materialize-incremental | {'start_ts': '2026-05-01'} | start_ts | begins where the one before ended"
            })
    void whatIsWrongIsNamed(String path, String body, String field, String detail) throws Exception {
        JsonNode problem = answer(post(path, body.replace('\'', '"'), Role.SCIENTIST), 422);
        assertThat(problem.path("field").asText()).isEqualTo(field);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void whileRedisIsAwayItMayBeAskedAgain(@TempDir Path folder) throws Exception {
        // Given a Redis that went away, and a table
        TestRedis away = TestRedis.start();
        away.close();
        Map<String, String> settings = Map.of(
                "redis.host", "127.0.0.1",
                "redis.port", Integer.toString(away.port()),
                "lake.catalog-uri", postgres.jdbcUrl(),
                "lake.warehouse", folder.toString());
        TestingProfiles profiles = TestingProfiles.in(lake);
        profiles.table().append(profiles.row("w", "2026-05-31T00:00:00Z", null, 0.5, 3L, "gold"));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        int before = MaterializationStore.open(pool.dataSource())
                .newest(Optional.empty(), 100)
                .size();
        try (FeatureMaterialization other = FeatureMaterialization.open(
                        Configuration.of(settings), () -> TestingProfiles.READ, pool.dataSource(), sent -> {}, clock);
                HttpServer beside = HttpServer.start(
                        new HttpServerSettings("127.0.0.1", 0, 1 << 20, 4, 1),
                        new ServerParts(tokens.verifier(), AUDIT, new PrometheusRegistry(), clock),
                        List.of(other))) {
            // When
            HttpResponse<byte[]> refused = send(
                    HttpRequest.newBuilder(beside.uri("/materialize"))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{}")),
                    Role.SCIENTIST);
            // Then it is said, and nothing is kept as done
            answer(refused, 503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(MaterializationStore.open(pool.dataSource()).newest(Optional.empty(), 100))
                    .hasSize(before);
        }
    }

    @Test
    void theInterfaceIsDescribed() throws Exception {
        JsonNode described = answer(get("/openapi.json", Role.READER), 200);
        assertThat(described
                        .path("paths")
                        .path("/materialize-incremental")
                        .path("post")
                        .path("requestBody"))
                .isNotEmpty();
        assertThat(described
                        .path("paths")
                        .path("/api/materializations")
                        .path("get")
                        .path("responses"))
                .isNotEmpty();
    }

    @Test
    void onlyWhoMayWritesFeatures() throws Exception {
        answer(post("/materialize", "{}", Role.READER), 403);
        answer(post("/materialize-incremental", "{}", Role.PRODUCER), 403);
    }

    private static HttpResponse<byte[]> get(String path, Role role) throws Exception {
        return send(HttpRequest.newBuilder(server.uri(path)), role);
    }

    private static HttpResponse<byte[]> post(String path, String body, Role role) throws Exception {
        return send(
                HttpRequest.newBuilder(server.uri(path))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                role);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request, Role role) throws Exception {
        String token = tokens.issue("test", "default", Set.of(role), Duration.ofHours(1));
        return CLIENT.send(
                request.header("authorization", "Bearer " + token).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode tree(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode answer(HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return Json.read(response.body());
    }
}
