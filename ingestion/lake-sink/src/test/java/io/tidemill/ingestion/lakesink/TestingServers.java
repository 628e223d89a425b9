package io.tidemill.ingestion.lakesink;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.eventgateway.EventGateway;
import io.tidemill.ingestion.eventgateway.GatewaySettings;
import io.tidemill.ingestion.eventtypes.EventTypeCatalogue;
import io.tidemill.ingestion.eventtypes.EventTypeSettings;
import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.ingestion.schemaregistry.SchemaDependents;
import io.tidemill.ingestion.schemaregistry.SchemaRegistry;
import io.tidemill.schemas.contracts.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The servers that take event types and events, on a broker and a database of their own; registry, catalogue, gateway. */
final class TestingServers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final TestKafka kafka = TestKafka.start();
    private final TestPostgres postgres = TestPostgres.start();
    private final int port = FreePorts.next();
    private final LocalTokens tokens;
    private final SchemaDependents dependents;
    private final Map<String, String> settings;
    private EventTypeCatalogue catalogue;
    private EventGateway gateway;
    private HttpServer server;

    @SuppressWarnings("NullAway.Init") // They are started before anyone has the object.
    private TestingServers(Path folder, SchemaDependents dependents) throws Exception {
        this.folder = folder;
        this.dependents = dependents;
        kafka.create(Topics.all());
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        settings = new HashMap<>(Map.of(
                "kafka.bootstrap-servers", kafka.bootstrapServers(),
                "lake.catalog-uri", postgres.jdbcUrl(),
                "lake.warehouse", folder.resolve("warehouse").toString(),
                "lake.commit-interval", "PT0.5S",
                "flink.checkpoint-folder", folder.resolve("checkpoints").toUri().toString()));
    }

    /** With Tidemill's own registry. */
    static TestingServers start(Path folder, SchemaDependents dependents) throws Exception {
        TestingServers servers = new TestingServers(folder, dependents);
        Path token = Files.writeString(folder.resolve("token"), servers.token());
        servers.settings.putAll(Map.of(
                "schemas.registry-url", servers.registryUrl(),
                "schemas.registry-token-file", token.toString(),
                "schemas.released-ids", "true"));
        servers.startServers();
        return servers;
    }

    /** With another registry. */
    static TestingServers startWith(Path folder, String registryUrl) throws Exception {
        TestingServers servers = new TestingServers(folder, (type, fields) -> List.of());
        servers.settings.put("schemas.registry-url", registryUrl);
        servers.startServers();
        return servers;
    }

    /** Runs the lake job on the same broker, database and registry. */
    TestingFlink runLakeJob() throws Exception {
        return TestingFlink.run(LakeSinkJob.configured(new JobConfiguration(settings)), folder.resolve("checkpoints"));
    }

    /** Reads the lake that the job writes. */
    LakeReader lake() {
        return new LakeReader(postgres.jdbcUrl(), folder.resolve("warehouse").toString());
    }

    TestKafka kafka() {
        return kafka;
    }

    /** The address of Tidemill's own registry. */
    String registryUrl() {
        return "http://127.0.0.1:" + port + SchemaRegistry.PATH;
    }

    /** A token that may register schemas and send events. */
    String token() {
        return tokens.issue("test", "default", Set.of(Role.OPERATOR, Role.PRODUCER), Duration.ofHours(1));
    }

    /** Whether a type has its topic and its table. */
    boolean ready(String type) throws Exception {
        return call("GET", "/api/types/" + type, "").body().contains("\"ready\":true");
    }

    /** Sends an event over HTTP, with its id as the subject. */
    HttpResponse<String> send(String type, String id, String time, String data) throws Exception {
        String event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/depot")
                .put("type", type)
                .put("subject", id)
                .put("time", time)
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("data", JSON.readTree(data))
                .toString();
        return call("POST", "/api/events", "application/cloudevents+json", event);
    }

    /** Registers a schema in Tidemill's own registry, or tries to. */
    HttpResponse<String> register(String type, String schema) throws Exception {
        String body = JSON.createObjectNode().put("schema", schema).toString();
        return call(
                "POST",
                SchemaRegistry.PATH + "/subjects/" + Topics.ofEvents(type).name() + "-value/versions",
                body);
    }

    /** Returns when the gateway has its topics: until then it answers 503. */
    void startServers() throws Exception {
        ServerParts parts =
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC());
        EventTypeSettings types = EventTypeSettings.of(settings);
        List<RouteGroup> groups = new ArrayList<>();
        if (types.schemas().releasedIds()) {
            groups.add(SchemaRegistry.open(postgres.dataSource(), dependents, Clock.systemUTC()));
        }
        catalogue = EventTypeCatalogue.open(types);
        gateway = new EventGateway(
                GatewaySettings.of(Configuration.of(settings)),
                types.schemas().open(),
                parts.metrics(),
                Clock.systemUTC());
        groups.add(catalogue);
        groups.add(gateway);
        HttpServerSettings free = HttpServerSettings.onFreePort();
        server = HttpServer.start(
                new HttpServerSettings(free.host(), port, free.maximumBodyBytes(), free.workers(), free.eventLoops()),
                parts,
                groups);
        await().atMost(PATIENCE).until(() -> call("GET", "/health/ready", "").statusCode() == 200);
    }

    void stopServers() {
        server.close();
        gateway.close();
        catalogue.close();
    }

    @Override
    public void close() {
        stopServers();
        postgres.close();
        kafka.close();
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return call(method, path, "application/vnd.schemaregistry.v1+json", body);
    }

    private HttpResponse<String> call(String method, String path, String mediaType, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("authorization", "Bearer " + token())
                .header("content-type", mediaType)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
