package io.tidemill.trainingtriggers.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.decisionengine.scoring.ArtifactLoader;
import io.tidemill.decisionengine.scoring.GoldenRow;
import io.tidemill.decisionengine.scoring.LibraryVersion;
import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.decisionengine.scoring.ModelFollower;
import io.tidemill.decisionengine.scoring.ModelShelf;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ModelChange;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final TestKafka KAFKA = TestKafka.start();
    private static final ModelShelf SHELF = new ModelShelf(new ArtifactLoader());
    private static final PrometheusRegistry METRICS = new PrometheusRegistry();
    private static final FeatureSource STORE =
            (model, entity, at) -> entity.equals("m-1") ? Map.of("orders:count", 3.0) : Map.of();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    private static Path folder = Path.of("");
    private static URI server = URI.create("http://none");
    private static String token = "";

    @BeforeAll
    static void serve(@TempDir Path temporary) throws Exception {
        folder = temporary;
        KAFKA.create(List.of(Topics.MODEL_CHANGES));
        publish(1);
        ModelFollower follower = ModelFollower.start(KAFKA.bootstrapServers(), SHELF);
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        ServerParts parts = new ServerParts(tokens.verifier(), new MemoryAuditLog(), METRICS, CLOCK);
        HttpServer http = HttpServer.start(
                HttpServerSettings.onFreePort(),
                parts,
                List.of(new PredictRoutes(SHELF, follower, Optional.of(STORE), METRICS, CLOCK)));
        OPEN.add(http);
        OPEN.add(follower);
        OPEN.add(KAFKA);
        server = http.uri("/api/predict/");
        token = tokens.issue("shop", "default", Set.of(Role.READER), Duration.ofMinutes(10));
        assertThat(follower.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : OPEN) {
            open.close();
        }
    }

    @Test
    void scoresWhatIsGiven() throws Exception {
        // When
        JsonNode answer = Json.read(
                predict("churn", "{\"features\":{\"orders:count\":1}}").body());

        // Then
        assertThat(answer.path("code").asInt()).isEqualTo(200);
        JsonNode data = answer.path("data");
        assertThat(data.path("model").asText()).isEqualTo("churn");
        assertThat(data.path("score").asDouble()).isCloseTo(sigmoid(2), within(1e-6));
        assertThat(data.path("missing")).isEmpty();
    }

    @Test
    void looksUpWhatIsLeftOut() throws Exception {
        // When
        JsonNode known = Json.read(predict("churn", "{\"userId\":\"m-1\"}").body());
        JsonNode unknown = Json.read(
                predict("churn", "{\"userId\":\"m-2\",\"features\":{}}").body());
        JsonNode given = Json.read(predict("churn", "{\"userId\":\"m-1\",\"features\":{\"count\":null}}")
                .body());

        // Then
        assertThat(known.path("data").path("score").asDouble()).isCloseTo(sigmoid(-2), within(1e-6));
        assertThat(unknown.path("data").path("missing").get(0).asText()).isEqualTo("orders:count");
        assertThat(unknown.path("data").path("score").asDouble()).isCloseTo(sigmoid(2), within(1e-6));
        assertThat(given.path("data").path("score").asDouble()).isCloseTo(sigmoid(2), within(1e-6));
    }

    @Test
    void problemsNameTheField() throws Exception {
        assertThat(problem("churn", "{\"features\":{\"orders:none\":1}}")).isEqualTo("422 features.orders:none");
        assertThat(problem("churn", "{\"features\":{\"count\":\"1\"}}")).isEqualTo("422 features.count");
        assertThat(problem("churn", "{\"user\":1}")).isEqualTo("422 user");
        assertThat(problem("churn", "{\"at\":\"now\"}")).isEqualTo("422 at");
        assertThat(problem("none", "{}")).startsWith("404");
    }

    @Test
    void swapsWhileItServes() throws Exception {
        // Given: 200 predictions a second for three seconds, at times fixed ahead
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        for (int request = 0; request < 600; request++) {
            CompletableFuture<HttpResponse<byte[]>> answer = new CompletableFuture<>();
            answers.add(answer);
            load.schedule(
                    () -> CLIENT.sendAsync(
                                    request("churn", "{\"features\":{\"count\":1}}"),
                                    HttpResponse.BodyHandlers.ofByteArray())
                            .whenComplete((response, failure) -> {
                                if (failure == null) {
                                    answer.complete(response);
                                } else {
                                    answer.completeExceptionally(failure);
                                }
                            }),
                    request * 5L,
                    TimeUnit.MILLISECONDS);
        }

        // When: five swaps
        for (long version = 2; version <= 6; version++) {
            long awaited = version;
            publish(version);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> SHELF.find("churn").orElseThrow().version() == awaited);
        }

        // Then
        Set<Long> versions = new java.util.TreeSet<>();
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            HttpResponse<byte[]> response = answer.get(20, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(200);
            JsonNode data = Json.read(response.body()).path("data");
            assertThat(data.path("score").asDouble()).isCloseTo(sigmoid(2), within(1e-6));
            versions.add(data.path("version").asLong());
        }
        load.shutdown();
        assertThat(versions).isSubsetOf(1L, 2L, 3L, 4L, 5L, 6L).contains(6L).hasSizeGreaterThan(1);
        assertThat(METRICS.scrape(name -> name.equals("request_predict_seconds")))
                .isNotEmpty();
    }

    private static String problem(String model, String body) throws Exception {
        HttpResponse<byte[]> response = predict(model, body);
        return response.statusCode() + " "
                + Json.read(response.body()).path("field").asText();
    }

    private static HttpResponse<byte[]> predict(String model, String body) throws Exception {
        return CLIENT.send(request(model, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpRequest request(String model, String body) {
        return HttpRequest.newBuilder(server.resolve(model))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** A stump: two orders or fewer, or none known, score sigmoid(2); more score sigmoid(-2). */
    private static void publish(long version) throws Exception {
        String booster =
                """
                {"version":[3,0,4],"learner":{
                  "objective":{"name":"binary:logistic"},
                  "learner_model_param":{"base_score":"5E-1","num_feature":"1","num_target":"1"},
                  "gradient_booster":{"name":"gbtree","model":{"trees":[{
                    "left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
                    "split_conditions":[2.5,2,-2],"default_left":[1,0,0],"split_type":[0,0,0]}]}}}}""";
        byte[] artifact = new ModelArtifact(
                        "churn",
                        "member",
                        "no order.paid within 90 days",
                        "binary:logistic",
                        LibraryVersion.NEWEST_SUPPORTED,
                        List.of("orders:count"),
                        UsedDefinitions.UNKNOWN,
                        List.of(new GoldenRow(new double[] {1}, sigmoid(2))),
                        new ObjectMapper().readTree(booster))
                .toBytes();
        Path file = Files.write(folder.resolve(version + ".json"), artifact);
        ModelChange change = ModelChange.newBuilder()
                .setModelName("churn")
                .setVersion(version)
                .setArtifactUri(file.toUri().toString())
                .setArtifactSha256(ModelArtifact.sha256(artifact))
                .setChangedAt(Instant.ofEpochMilli(version))
                .build();
        Event event = new Event(
                "change-" + version,
                "/test",
                EventTypes.MODEL_CHANGED,
                "churn",
                change.getChangedAt(),
                "default",
                change);
        try (KafkaProducer<byte[], byte[]> producer = KAFKA.producer()) {
            producer.send(new EventCodec(ReleasedSchemas.load())
                            .encode(Topics.MODEL_CHANGES, 0, event, CLOCK.instant()))
                    .get();
        }
    }

    private static double sigmoid(double margin) {
        return 1 / (1 + Math.exp(-margin));
    }
}
