package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topics;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type registered while registry, catalogue, gateway and lake job run: its events become rows. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class NewEventTypesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final String SUBJECT = "/schema-registry/subjects/tidemill.events.parcel.sent-value/versions";
    private static final String FIELDS = "{\"name\":\"parcel\",\"type\":\"string\"},"
            + "{\"name\":\"sentAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
            + "{\"name\":\"grams\",\"type\":[\"null\",\"int\"],\"default\":null}";
    private static final String CARRIER = ",{\"name\":\"carrier\",\"type\":[\"null\",\"string\"],\"default\":null}";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private TestKafka kafka;
    private TestPostgres postgres;
    private LocalTokens tokens;
    private Map<String, String> settings;
    private EventTypeCatalogue catalogue;
    private EventGateway gateway;
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        kafka = TestKafka.start();
        kafka.create(Topics.all());
        postgres = TestPostgres.start();
        port = FreePorts.next();
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        Path token = Files.writeString(folder.resolve("token"), token());
        settings = new HashMap<>(Map.of(
                "kafka.bootstrap-servers", kafka.bootstrapServers(),
                "lake.catalog-uri", postgres.jdbcUrl(),
                "lake.warehouse", folder.resolve("warehouse").toString(),
                "lake.commit-interval", "PT0.5S",
                "flink.checkpoint-folder", folder.resolve("checkpoints").toUri().toString(),
                "schemas.registry-url", "http://127.0.0.1:" + port + "/schema-registry",
                "schemas.registry-token-file", token.toString(),
                "schemas.released-ids", "true"));
        startServers();
    }

    @AfterEach
    void stop() {
        stopServers();
        postgres.close();
        kafka.close();
    }

    @Test
    void aRegisteredTypeHasRowsAndGrowsWhileTheJobRuns() throws Exception {
        JobConfiguration configuration = LakeSinkJob.configured(new JobConfiguration(settings));
        try (LakeReader lake = new LakeReader(postgres.jdbcUrl(), configuration.text("lake.warehouse"));
                KafkaProducer<byte[], byte[]> producer = kafka.producer();
                TestingFlink flink = TestingFlink.run(configuration, folder.resolve("checkpoints"))) {
            assertThat(flink).isNotNull();
            // Given a gateway that has its topics, and a type that nobody knows
            await().atMost(PATIENCE)
                    .until(() -> call("GET", "/health/ready", "").statusCode() == 200);
            assertThat(sendEvent("p-0", "{\"parcel\":\"p-0\",\"sentAt\":\"" + TIME + "\"}")
                            .statusCode())
                    .isEqualTo(422);

            // When it is registered
            int first = register(schema(FIELDS));
            await().atMost(PATIENCE)
                    .until(() ->
                            call("GET", "/api/types/parcel.sent", "").body().contains("\"ready\":true"));

            // Then it has a table, and its events are taken over HTTP and from Kafka without any header
            assertThat(lake.tables()).contains("parcel_sent");
            assertThat(sendEvent("p-1", "{\"parcel\":\"p-1\",\"sentAt\":\"" + TIME + "\",\"grams\":100}")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(sendEvent("p-1", "{\"parcel\":7}").statusCode()).isEqualTo(422);
            produce(producer, first, schema(FIELDS), Map.of("parcel", "p-2", "grams", 200));
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 2);
            assertThat(lake.values("parcel_sent", LakeTables.EVENT_ID)).containsExactlyInAnyOrder("p-1", "p-2");
            assertThat(lake.sum("parcel_sent", "grams")).isEqualByComparingTo("300");

            // When a field is added, and events of both versions come at once
            int second = register(schema(FIELDS + CARRIER));
            produce(producer, second, schema(FIELDS + CARRIER), Map.of("parcel", "p-3", "grams", 1, "carrier", "post"));
            produce(producer, first, schema(FIELDS), Map.of("parcel", "p-4", "grams", 2));
            await().atMost(PATIENCE)
                    .until(() ->
                            sendEvent("p-5", "{\"parcel\":\"p-5\",\"sentAt\":\"" + TIME + "\",\"carrier\":\"ship\"}")
                                            .statusCode()
                                    == 202);
            // Then the table has the column, and every value
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 5);
            assertThat(lake.values("parcel_sent", "carrier")).containsExactlyInAnyOrder("post", "ship");
            assertThat(lake.sum("parcel_sent", "grams")).isEqualByComparingTo("303");

            // When a field becomes what its column cannot, though Avro allows it
            String fraction = schema((FIELDS + CARRIER).replace("\"int\"", "\"double\""));
            int third = register(fraction);
            produce(producer, third, fraction, Map.of("parcel", "p-6", "grams", 0.5));
            produce(producer, second, schema(FIELDS + CARRIER), Map.of("parcel", "p-7", "grams", 4));
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 7);
            // Then it goes on in a column of its own and the job has not failed
            assertThat(lake.values("parcel_sent", "grams_double")).contains(0.5);
            assertThat(lake.count(LakeTables.ofEvents(EventTypes.DEAD_LETTER))).isZero();

            // When a change would break a rule
            HttpResponse<String> refused =
                    call("POST", SUBJECT, body(schema(FIELDS.replaceFirst(",\\{\"name\":\"grams\".*", "") + CARRIER)));
            // Then it is refused and the rule is named
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body()).contains("rule heavy-parcel (reads grams)");

            // When the registry is away, and an event of an unknown id comes with one that is known
            stopServers();
            produce(producer, third, fraction, Map.of("parcel", "p-8", "grams", 8.0));
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 8);
            produce(producer, 77_777, fraction, Map.of("parcel", "p-9", "grams", 9.0));
            await().during(Duration.ofSeconds(2))
                    .until(() -> lake.count(LakeTables.ofEvents(EventTypes.DEAD_LETTER)) == 0);
            // Then the unknown one is a dead letter only when the registry is back and does not know it
            startServers();
            await().atMost(PATIENCE).until(() -> lake.values(LakeTables.ofEvents(EventTypes.DEAD_LETTER), "reason")
                    .equals(List.of("UNKNOWN_SCHEMA")));
        }
    }

    private void startServers() throws Exception {
        ServerParts parts =
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC());
        SchemaDependents dependents = (type, fields) -> type.equals("parcel.sent") && fields.contains("grams")
                ? List.of(new SchemaDependents.Dependent("rule", "heavy-parcel", "grams"))
                : List.of();
        EventTypeSettings types = EventTypeSettings.of(settings);
        SchemaRegistry registry = SchemaRegistry.open(postgres.dataSource(), dependents, Clock.systemUTC());
        catalogue = EventTypeCatalogue.open(types);
        gateway = new EventGateway(
                GatewaySettings.of(Configuration.of(settings)),
                types.schemas().open(),
                parts.metrics(),
                Clock.systemUTC());
        HttpServerSettings free = HttpServerSettings.onFreePort();
        server = HttpServer.start(
                new HttpServerSettings(free.host(), port, free.maximumBodyBytes(), free.workers(), free.eventLoops()),
                parts,
                List.of(registry, catalogue, gateway));
    }

    private void stopServers() {
        server.close();
        gateway.close();
        catalogue.close();
    }

    private int register(String schema) throws Exception {
        HttpResponse<String> answer = call("POST", SUBJECT, body(schema));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("id").asInt();
    }

    private HttpResponse<String> sendEvent(String id, String data) throws Exception {
        String event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/depot")
                .put("type", "parcel.sent")
                .put("subject", id)
                .put("time", TIME.toString())
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("data", JSON.readTree(data))
                .toString();
        return http.send(
                request("/api/events")
                        .header("content-type", "application/cloudevents+json")
                        .POST(HttpRequest.BodyPublishers.ofString(event))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return http.send(
                request(path)
                        .header("content-type", "application/vnd.schemaregistry.v1+json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("authorization", "Bearer " + token());
    }

    private String token() {
        return tokens.issue("test", "default", Set.of(Role.OPERATOR, Role.PRODUCER), Duration.ofHours(1));
    }

    /** As Confluent's serializer writes: no headers, the value in its wire format. */
    private static void produce(
            KafkaProducer<byte[], byte[]> producer, int id, String schema, Map<String, Object> values)
            throws Exception {
        GenericRecordBuilder data = new GenericRecordBuilder(new Schema.Parser().parse(schema));
        data.set("sentAt", TIME.toEpochMilli());
        values.forEach(data::set);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        GenericData.Record record = data.build();
        new GenericDatumWriter<GenericData.Record>(record.getSchema()).write(record, encoder);
        producer.send(new ProducerRecord<>(Topics.ofEvents("parcel.sent").name(), out.toByteArray()))
                .get();
    }

    private static String schema(String fields) {
        return "{\"type\":\"record\",\"name\":\"ParcelSent\",\"tidemill\":{\"id\":\"parcel\",\"subject\":\"parcel\","
                + "\"time\":\"sentAt\"},\"fields\":[" + fields + "]}";
    }

    private static String body(String schema) throws Exception {
        JsonNode body = JSON.createObjectNode().put("schema", schema);
        return body.toString();
    }
}
