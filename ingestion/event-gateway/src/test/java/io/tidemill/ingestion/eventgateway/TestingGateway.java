package io.tidemill.ingestion.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A gateway on a server of its own, and a client that sends to it. */
final class TestingGateway implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCHED = "application/cloudevents-batch+json";
    static final String LINES = "application/x-ndjson";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final LocalTokens tokens;
    private final EventGateway gateway;
    private final HttpServer server;

    private TestingGateway(LocalTokens tokens, EventGateway gateway, HttpServer server) {
        this.tokens = tokens;
        this.gateway = gateway;
        this.server = server;
    }

    /** Starts a gateway and waits until it is ready. */
    static TestingGateway start(Path folder, String kafka, Map<String, String> settings) {
        return start(folder, kafka, ReleasedSchemas.load(), settings);
    }

    /** Starts a gateway that takes other types than the released ones, and waits until it is ready. */
    static TestingGateway start(Path folder, String kafka, EventSchemas schemas, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("kafka.bootstrap-servers", kafka);
        all.putIfAbsent("gateway.acknowledge-timeout", "PT2S");
        all.putIfAbsent("gateway.threads", "2");
        PrometheusRegistry metrics = new PrometheusRegistry();
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        EventGateway gateway = new EventGateway(GatewaySettings.of(Configuration.of(all)), schemas, metrics, CLOCK);
        HttpServer server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), metrics, CLOCK),
                List.of(gateway));
        TestingGateway testing = new TestingGateway(tokens, gateway, server);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(testing.ready()).isEqualTo(200));
        return testing;
    }

    static String order(String id, String amount) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/tests\",\"type\":\"order.paid\",\"subject\":\"m1\",\"time\":\"2026-03-01T12:00:00Z\","
                + "\"data\":{\"orderId\":\"o1\",\"memberId\":\"m2\",\"amount\":" + amount + "}}";
    }

    HttpResponse<String> post(String contentType, String tenant, String body) throws Exception {
        return CLIENT.send(request(contentType, tenant, body), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String tenant, String event) throws Exception {
        return post(STRUCTURED, tenant, event);
    }

    CompletableFuture<HttpResponse<String>> postLater(String tenant, String event) {
        return postLater(STRUCTURED, tenant, event);
    }

    CompletableFuture<HttpResponse<String>> postLater(String contentType, String tenant, String body) {
        return CLIENT.sendAsync(request(contentType, tenant, body), BodyHandlers.ofString());
    }

    /** Uploads lines; {@code encoding} is their content encoding. */
    CompletableFuture<HttpResponse<String>> upload(String tenant, String encoding, BodyPublisher lines) {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/events/stream"))
                .header("authorization", "Bearer " + token(tenant))
                .header("content-type", LINES)
                .header("content-encoding", encoding)
                .POST(lines)
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString());
    }

    HttpResponse<String> send(String tenant, Map<String, String> headers, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/api/events"))
                .header("authorization", "Bearer " + token(tenant))
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    String metrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/metrics")).build();
        return CLIENT.send(request, BodyHandlers.ofString()).body();
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.MAPPER.readTree(response.body());
    }

    @Override
    public void close() {
        server.close();
        gateway.close();
    }

    private int ready() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.uri("/health/ready")).build();
        return CLIENT.send(request, BodyHandlers.ofString()).statusCode();
    }

    private HttpRequest request(String contentType, String tenant, String body) {
        return HttpRequest.newBuilder(server.uri("/api/events"))
                .header("authorization", "Bearer " + token(tenant))
                .header("content-type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private String token(String tenant) {
        return tokens.issue("tester", tenant, Set.of(Role.PRODUCER), Duration.ofMinutes(5));
    }
}
