package io.tidemill.trainingtriggers.modelregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ModelChange;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final TestPostgres POSTGRES = TestPostgres.start();
    private static final TestKafka KAFKA = TestKafka.start();
    private static final MemoryAuditLog AUDIT = new MemoryAuditLog();

    private static Path folder = Path.of("");
    private static ModelRegistry registry = ModelRegistry.open(
            POSTGRES.dataSource(), new ArtifactStore(Path.of("unused").toUri()), CLOCK);

    @BeforeAll
    static void open(@TempDir Path temporary) {
        folder = temporary;
        KAFKA.create(List.of(Topics.MODEL_CHANGES));
        registry = ModelRegistry.open(POSTGRES.dataSource(), new ArtifactStore(folder.toUri()), CLOCK);
    }

    @AfterAll
    static void stop() {
        KAFKA.close();
        POSTGRES.close();
    }

    @Test
    void aRunRegistersOnce() throws Exception {
        // When
        ModelVersion first = registry.register(version("once", "once-1", "one"));
        ModelVersion again = registry.register(version("once", "once-1", "one"));
        ModelVersion second = registry.register(version("once", "once-2", "two"));

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(second.version()).isEqualTo(first.version() + 1);
        assertThat(Files.readString(Path.of(first.artifactUri()))).isEqualTo("one");
        assertThat(registry.versions("once")).containsExactly(second, first);
        assertThat(registry.resolve(ModelUri.parse("models:/once/2"))).contains(second);
        assertThat(registry.report("once", 1)).contains("{\"auc\": 0.8}");
        assertThat(registry.champion("once")).isEmpty();
    }

    @Test
    void aChampionIsComparedAndSet() throws Exception {
        // Given
        ModelVersion first = registry.register(version("swap", "swap-1", "one"));
        ModelVersion second = registry.register(version("swap", "swap-2", "two"));
        registry.setChampion("swap", 1, new ExpectedChampion.None(), "ann");

        // Then
        assertThatThrownBy(() -> registry.setChampion("swap", 2, new ExpectedChampion.None(), "bob"))
                .isInstanceOf(ChampionConflictException.class)
                .hasMessage("the champion of model swap is version 1 by now");
        assertThatThrownBy(() -> registry.setChampion("swap", 9, new ExpectedChampion.Any(), "bob"))
                .isInstanceOf(UnknownVersionException.class);
        assertThat(registry.champion("swap")).contains(first);

        // When
        registry.setChampion("swap", 2, new ExpectedChampion.Version(1), "bob");

        // Then
        assertThat(registry.resolve(ModelUri.parse("models:/swap@champion"))).contains(second);
    }

    @Test
    void championsArePublishedInTheirOrder() throws Exception {
        // Given
        registry.register(version("order", "order-1", "one"));
        registry.register(version("order", "order-2", "two"));
        List<Long> changes = List.of(1L, 2L, 1L, 1L, 2L);
        for (long version : changes) {
            registry.setChampion("order", version, new ExpectedChampion.Any(), "ann");
        }

        // When
        try (ChampionPublisher one = ChampionPublisher.start(POSTGRES.dataSource(), KAFKA.bootstrapServers(), CLOCK);
                ChampionPublisher two =
                        ChampionPublisher.start(POSTGRES.dataSource(), KAFKA.bootstrapServers(), CLOCK)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> published("order").size() >= changes.size());
        }

        // Then
        assertThat(published("order")).extracting(ModelChange::getVersion).isEqualTo(changes);
        assertThat(published("order").get(0).getArtifactUri()).startsWith("file:/");
    }

    @Test
    void servesTheRegistryOverHttp() throws Exception {
        // Given
        registry.register(version("served", "served-1", "one"));
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        ServerParts parts = new ServerParts(tokens.verifier(), AUDIT, new PrometheusRegistry(), CLOCK);
        String scientist = tokens.issue("ann", "default", Set.of(Role.SCIENTIST), Duration.ofMinutes(5));
        try (HttpServer server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                parts,
                List.of(new RegistryRoutes(
                        registry, versions -> versions.contains("orders@v9") ? versions : List.of())))) {
            // Then
            assertThat(status(server, scientist, "PUT", "/api/models/served/aliases/champion", "{}"))
                    .isEqualTo(422);
            assertThat(status(server, scientist, "PUT", "/api/models/served/aliases/champion", "{\"version\":7}"))
                    .isEqualTo(404);
            assertThat(status(server, scientist, "PUT", "/api/models/served/aliases/champion", "{\"version\":1}"))
                    .isEqualTo(200);
            // And a version that was trained on what is not computed any more cannot serve
            registry.register(version("served", "served-2", "two", "orders@v9"));
            assertThat(status(server, scientist, "PUT", "/api/models/served/aliases/champion", "{\"version\":2}"))
                    .isEqualTo(409);
            assertThat(registry.champion("served").orElseThrow().featureVersions())
                    .containsExactly("orders@v2");
            assertThat(status(
                            server,
                            scientist,
                            "PUT",
                            "/api/models/served/aliases/champion",
                            "{\"version\":1,\"expectedVersion\":0}"))
                    .isEqualTo(409);
            JsonNode model = Json.read(
                    send(server, scientist, "GET", "/api/models/served", "").body());
            assertThat(model.path("aliases").path("champion").asLong()).isEqualTo(1);
            JsonNode resolved =
                    Json.read(send(server, scientist, "GET", "/api/model-versions?uri=models:/served@champion", "")
                            .body());
            assertThat(resolved.path("runId").asText()).isEqualTo("served-1");
            HttpResponse<byte[]> page = send(server, scientist, "GET", "/api/models/served/versions/1/report.html", "");
            assertThat(new String(page.body(), StandardCharsets.UTF_8)).isEqualTo("<html></html>");
            assertThat(status(server, scientist, "GET", "/api/models/none", "")).isEqualTo(404);
            assertThat(AUDIT.entries()).anyMatch(entry -> entry.entry().action().equals("model.champion"));
        }
    }

    @Test
    void aUriThatIsNoneSaysWhatIsExpected() {
        assertThatThrownBy(() -> ModelUri.parse("models:/churn"))
                .hasMessageContaining("expected models:/NAME@ALIAS or models:/NAME/VERSION");
    }

    private static NewVersion version(String model, String run, String artifact) {
        return version(model, run, artifact, "orders@v2");
    }

    private static NewVersion version(String model, String run, String artifact, String trainedOn) {
        return new NewVersion(
                model,
                run,
                artifact.getBytes(StandardCharsets.UTF_8),
                List.of("orders:count"),
                List.of(trainedOn),
                Map.of("order_paid", 42L),
                Map.of("eta", 0.1),
                Map.of("auc", 0.8),
                "{\"auc\": 0.8}",
                "<html></html>");
    }

    private static List<ModelChange> published(String model) {
        EventCodec codec = new EventCodec(ReleasedSchemas.load());
        return KAFKA.committedRecords(Topics.MODEL_CHANGES.name()).stream()
                .map(record -> {
                    try {
                        Event event = codec.decode(record.headers(), record.value());
                        return EventCodec.as(ModelChange.class, event);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .filter(change -> change.getModelName().equals(model))
                .toList();
    }

    private static int status(HttpServer server, String token, String method, String path, String body)
            throws Exception {
        return send(server, token, method, path, body).statusCode();
    }

    private static HttpResponse<byte[]> send(HttpServer server, String token, String method, String path, String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri(path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
