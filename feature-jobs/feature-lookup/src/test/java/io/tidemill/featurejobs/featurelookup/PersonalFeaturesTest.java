package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.featurelog.ServedRow;
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
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The phone of a registration is personal data by its schema. */
class PersonalFeaturesTest {
    private static final FeatureDefinitions DEFINITIONS = FeatureDefinitions.parse(
            "shop.yaml",
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: contact
                entity: member
                source: member.registered
                features:
                  - {name: phone, function: last, column: phone}
                  - {name: registrations, function: count}
            onDemandFeatureViews:
              - name: reach
                sources: [contact]
                features: [{name: by_phone, valueType: int64, expression: "contact.phone == null ? 0 : 1"}]
            featureServices: [{name: calls, features: ["contact:registrations", "contact:phone"]}]
            """);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final TestingFeatureLog LOG = new TestingFeatureLog();
    private static TestRedis redis;
    private static FeatureLookup lookup;
    private static HttpServer server;
    private static LocalTokens tokens;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        redis = TestRedis.start();
        OnlineView contact = OnlineView.of("contact", List.of("phone", "registrations"));
        try (OnlineStoreWriter writer =
                OnlineStoreWriter.open(OnlineStoreConfig.of("127.0.0.1", redis.port(), "shop"))) {
            writer.write(
                    List.of(new FeatureRow(
                            contact,
                            EntityKey.of("member_id", "m-1"),
                            TestingFeatureServer.WRITTEN,
                            List.of(FeatureValue.of("hashed"), FeatureValue.of(2)))),
                    WriteRule.NOT_OLDER);
        }
        Properties configuration = new Properties();
        configuration.setProperty("redis.host", "127.0.0.1");
        configuration.setProperty("redis.port", Integer.toString(redis.port()));
        configuration.putAll(TestingFeatureServer.PATIENT);
        Clock clock = Clock.fixed(TestingFeatureServer.NOW, ZoneOffset.UTC);
        PrometheusRegistry metrics = new PrometheusRegistry();
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), clock);
        lookup = FeatureLookup.open(configuration, () -> DEFINITIONS, LOG, metrics, clock);
        server = HttpServer.start(
                new HttpServerSettings("127.0.0.1", 0, 1 << 20, 2, 1),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), metrics, clock),
                List.of(lookup));
    }

    @AfterAll
    static void stop() {
        server.close();
        lookup.close();
        redis.close();
    }

    @Test
    void aReaderIsToldWhatIsNotPersonal() throws Exception {
        HttpResponse<String> answer = view("&features=registrations", Role.READER);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"registrations\":{\"value\":2,");
        assertThat(vectors("{\"features\": [\"contact:registrations\"]", Role.OPERATOR)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsPersonalIsNamedAndRefused() throws Exception {
        for (HttpResponse<String> refused : List.of(
                view("", Role.READER),
                view("&features=phone,registrations", Role.SCIENTIST),
                vectors("{\"feature_service\": \"calls\"", Role.OPERATOR))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body())
                    .contains("personal: contact:phone: expected a token that has the role personal too")
                    .doesNotContain("hashed");
        }
        // And so is what is computed from it
        HttpResponse<String> computed = vectors("{\"features\": [\"reach:by_phone\"]", Role.READER);
        assertThat(computed.statusCode()).isEqualTo(403);
        assertThat(computed.body()).contains("personal: reach:by_phone");
        // And the role alone reads nothing
        assertThat(view("&features=registrations", Role.PERSONAL).statusCode()).isEqualTo(403);
    }

    @Test
    void whoMayIsToldAndTheLogIsNot() throws Exception {
        // Given what is in the log from before
        LOG.taken();
        // When both features are read, and the personal one alone
        HttpResponse<String> both = view("", Role.READER, Role.PERSONAL);
        HttpResponse<String> one = vectors("{\"features\": [\"contact:phone\"]", Role.READER, Role.PERSONAL);
        // Then they are told
        assertThat(both.body()).contains("\"phone\":{\"value\":\"hashed\"");
        assertThat(one.body()).contains("hashed");
        // And taken down is the other alone
        List<ServedRow> taken = LOG.taken();
        assertThat(taken).hasSize(1);
        assertThat(taken.get(0).values()).extracting(ServedRow.Value::feature).containsExactly("registrations");
        assertThat(view("", Role.ADMIN).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> view(String more, Role... roles) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.uri("/api/features?view=contact&ids=m-1" + more)), roles);
    }

    private static HttpResponse<String> vectors(String body, Role... roles) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(server.uri("/get-online-features"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                body + ", \"entities\": {\"member_id\": [\"m-1\"]}}")),
                roles);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, Role... roles)
            throws IOException, InterruptedException {
        String token = tokens.issue("test", "default", Set.of(roles), Duration.ofHours(1));
        return CLIENT.send(
                request.header("authorization", "Bearer " + token).build(), HttpResponse.BodyHandlers.ofString());
    }
}
