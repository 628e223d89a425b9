package io.tidemill.ingestion.schemaregistry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.registryclient.LiveSchemas;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls of Confluent's API reference, over HTTP and PostgreSQL. */
class SchemaRegistryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String PARCEL = "\"name\":\"parcel\",\"type\":\"string\"";
    private static final String WEIGHT = "\"name\":\"weight\",\"type\":[\"null\",\"int\"],\"default\":null";

    private static final String CRATE = PARCEL.replace("parcel", "crate");
    private static final String MASS = WEIGHT.replace("weight", "mass");

    private static TestPostgres postgres;
    private static HttpServer server;
    private static LocalTokens tokens;
    private static Path tokenFile;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        postgres = TestPostgres.start();
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        tokenFile = Files.writeString(folder.resolve("token"), token(Role.OPERATOR));
        SchemaDependents dependents = (type, fields) -> type.equals("order.paid") && fields.contains("amount")
                ? List.of(
                        new SchemaDependents.Dependent("feature", "member_orders:amount_90d", "amount"),
                        new SchemaDependents.Dependent("rule", "big-order", "amount"),
                        new SchemaDependents.Dependent("model", "churn", "member_orders:amount_90d"))
                : type.equals("parcel.kept") && fields.contains("weight")
                        ? List.of(new SchemaDependents.Dependent("rule", "heavy", "weight"))
                        : List.of();
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), CLOCK),
                List.of(SchemaRegistry.open(postgres.dataSource(), dependents, CLOCK)));
    }

    @AfterAll
    static void stop() {
        server.close();
        postgres.close();
    }

    @Test
    void releasedSchemasStandUnderTheirOwnIds() throws Exception {
        // Given a registry that is opened once more
        SchemaRegistry.open(postgres.dataSource(), SchemaDependents.none(), CLOCK);
        // Then each schema is found by its id, and as the newest version of its subject
        for (ReleasedSchema released : ReleasedSchemas.load().all()) {
            assertThat(schema(call("GET", "/schemas/ids/" + released.id(), "")))
                    .isEqualTo(JSON.readTree(released.schema().toString()));
        }
        JsonNode order = ok("GET", "/subjects/tidemill.events.order.paid-value/versions/latest", "");
        assertThat(order.path("id").asInt())
                .isEqualTo(ReleasedSchemas.load()
                        .latest("order.paid")
                        .orElseThrow()
                        .id());
        assertThat(order.path("version").asInt()).isEqualTo(1);
        // And Tidemill's own cannot be changed by anybody
        assertError(register("tidemill.own.rule.changed-value", record(PARCEL)), 422, 42205);
        assertError(call("DELETE", "/subjects/tidemill.events.order.paid-value", ""), 422, 42205);
    }

    @Test
    void aSchemaIsRegisteredFoundCheckedAndDeleted() throws Exception {
        // When a schema is registered twice, with other white space
        int id = ok("POST", "/subjects/a-value/versions", body(record(CRATE)))
                .path("id")
                .asInt();
        int again = ok(
                        "POST",
                        "/subjects/a-value/versions",
                        body(" " + record(CRATE).replace(",", " , ")))
                .path("id")
                .asInt();
        int elsewhere = ok("POST", "/subjects/b-value/versions", body(record(CRATE)))
                .path("id")
                .asInt();
        int second = ok("POST", "/subjects/a-value/versions", body(record(CRATE, MASS)))
                .path("id")
                .asInt();
        // Then one schema has one id, above those of the released
        assertThat(id)
                .isGreaterThan(ReleasedSeed.LAST_RELEASED_ID)
                .isEqualTo(again)
                .isEqualTo(elsewhere);
        assertThat(second).isNotEqualTo(id);
        assertThat(ok("GET", "/subjects/a-value/versions", "").toString()).isEqualTo("[1,2]");
        assertThat(ok("GET", "/schemas/ids/" + id + "/versions", "").toString())
                .contains("{\"subject\":\"a-value\",\"version\":1}", "{\"subject\":\"b-value\",\"version\":1}");
        assertThat(ok("GET", "/schemas/ids/" + id + "/subjects", "").toString()).isEqualTo("[\"a-value\",\"b-value\"]");
        assertThat(ok("GET", "/schemas/ids/" + id + "/schema", "").path("name").asText())
                .isEqualTo("Parcel");
        assertThat(ok("GET", "/subjects/a-value/versions/1/schema", "")
                        .path("name")
                        .asText())
                .isEqualTo("Parcel");
        JsonNode found = ok("POST", "/subjects/a-value", body(record(CRATE)));
        assertThat(found.path("version").asInt()).isEqualTo(1);
        assertThat(found.path("id").asInt()).isEqualTo(id);
        assertThat(ok("GET", "/schemas/types", "").toString()).isEqualTo("[\"AVRO\"]");
        assertThat(ok("GET", "/contexts", "").toString()).isEqualTo("[\".\"]");
        assertThat(ok("GET", "/schemas?latestOnly=true&subjectPrefix=a-v", "")).hasSize(1);
        assertThat(ok("GET", "/subjects?subjectPrefix=b-v", "").toString()).isEqualTo("[\"b-value\"]");

        // When a version and then the subject are deleted
        assertError(call("DELETE", "/subjects/a-value/versions/2?permanent=true", ""), 404, 40407);
        assertThat(ok("DELETE", "/subjects/a-value/versions/2", "").asInt()).isEqualTo(2);
        assertError(call("GET", "/subjects/a-value/versions/2", ""), 404, 40402);
        assertThat(ok("GET", "/subjects/a-value/versions/2?deleted=true", "")
                        .path("id")
                        .asInt())
                .isEqualTo(second);
        assertError(call("DELETE", "/subjects/a-value?permanent=true", ""), 404, 40405);
        assertThat(ok("DELETE", "/subjects/a-value", "").toString()).isEqualTo("[1]");
        assertError(call("DELETE", "/subjects/a-value", ""), 404, 40404);
        assertThat(ok("GET", "/subjects?subjectPrefix=a-v", "")).isEmpty();
        // Then its events can still be read
        assertThat(ok("GET", "/schemas/ids/" + second, "").path("schema").asText())
                .contains("mass");
        assertThat(ok("GET", "/schemas/ids/" + second + "/versions?deleted=true", ""))
                .hasSize(1);
        // And a schema that comes back has its id and the next version
        assertThat(ok("POST", "/subjects/a-value/versions", body(record(CRATE)))
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(ok("GET", "/subjects/a-value/versions", "").toString()).isEqualTo("[3]");
    }

    @Test
    void everyErrorHasConfluentsCode() throws Exception {
        assertError(call("GET", "/subjects/nothing/versions", ""), 404, 40401);
        assertError(call("GET", "/subjects/nothing/versions/latest", ""), 404, 40401);
        assertError(call("POST", "/subjects/nothing", body(record(PARCEL))), 404, 40401);
        assertError(call("DELETE", "/subjects/nothing", ""), 404, 40401);
        ok("POST", "/subjects/errors-value/versions", body(record(PARCEL)));
        assertError(call("GET", "/subjects/errors-value/versions/7", ""), 404, 40402);
        assertError(call("GET", "/subjects/errors-value/versions/0", ""), 422, 42202);
        assertError(call("POST", "/subjects/errors-value", body(record(WEIGHT))), 404, 40403);
        assertError(call("GET", "/schemas/ids/999999", ""), 404, 40403);
        assertError(call("GET", "/schemas/ids/none", ""), 404, 40403);
        assertError(register("errors-value", "{\"type\":\"recor\"}"), 422, 42201);
        assertError(
                call("POST", "/subjects/errors-value/versions", "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}"),
                422,
                42201);
        assertError(call("PUT", "/config", "{\"compatibility\":\"SIDEWAYS\"}"), 422, 42203);
        assertError(call("PUT", "/mode/errors-value", "{\"mode\":\"IMPORT\"}"), 422, 42204);
        assertError(call("GET", "/config/errors-value", ""), 404, 40408);
        assertError(call("GET", "/mode/errors-value", ""), 404, 40409);
    }

    @Test
    void eachCompatibilityLevelRefusesWhatItForbids() throws Exception {
        String required = "\"name\":\"sender\",\"type\":\"string\"";
        String subject = "levels-value";
        ok("POST", "/subjects/" + subject + "/versions", body(record(PARCEL)));
        // BACKWARD: a field without a default cannot be read from earlier events
        assertThat(ok("GET", "/config", "").path("compatibilityLevel").asText()).isEqualTo("BACKWARD");
        assertError(register(subject, record(PARCEL, required)), 409, 409);
        JsonNode verdict = ok(
                "POST",
                "/compatibility/subjects/" + subject + "/versions/latest?verbose=True",
                body(record(PARCEL, required)));
        assertThat(verdict.path("is_compatible").asBoolean()).isFalse();
        assertThat(verdict.path("messages").toString()).contains("READER_FIELD_MISSING_DEFAULT_VALUE", "sender");
        // FORWARD: it may come, but what earlier readers need may not go
        ok("PUT", "/config/" + subject, "{\"compatibility\":\"FORWARD\"}");
        assertThat(register(subject, record(PARCEL, required)).statusCode()).isEqualTo(200);
        assertError(register(subject, record(PARCEL, WEIGHT)), 409, 409);
        // FULL: both ways
        ok("PUT", "/config/" + subject, "{\"compatibility\":\"FULL\"}");
        assertError(register(subject, record(PARCEL, required, "\"name\":\"x\",\"type\":\"int\"")), 409, 409);
        assertThat(register(subject, record(PARCEL, required, WEIGHT)).statusCode())
                .isEqualTo(200);
        // FULL_TRANSITIVE: with version 1 too, which lacks the sender
        ok("PUT", "/config/" + subject, "{\"compatibility\":\"FULL_TRANSITIVE\"}");
        assertError(register(subject, record(PARCEL, required, WEIGHT, WEIGHT.replace("weight", "height"))), 409, 409);
        // NONE: anything, until the level of all subjects holds again
        ok("PUT", "/config/" + subject, "{\"compatibility\":\"NONE\"}");
        assertThat(register(subject, record("\"name\":\"parcel\",\"type\":\"long\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(ok("DELETE", "/config/" + subject, "")
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("NONE");
        assertThat(ok("GET", "/config/" + subject + "?defaultToGlobal=true", "")
                        .path("compatibilityLevel")
                        .asText())
                .isEqualTo("BACKWARD");
    }

    @Test
    void aReadOnlySubjectTakesNothing() throws Exception {
        ok("POST", "/subjects/sealed-value/versions", body(record(PARCEL)));
        ok("PUT", "/mode/sealed-value", "{\"mode\":\"READONLY\"}");
        assertError(register("sealed-value", record(PARCEL, WEIGHT)), 422, 42205);
        assertThat(ok("DELETE", "/mode/sealed-value", "").path("mode").asText()).isEqualTo("READONLY");
        assertThat(register("sealed-value", record(PARCEL, WEIGHT)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBreakingChangeNamesWhatItWouldBreak() throws Exception {
        // When order.paid would lose its amount, which Avro would allow
        ObjectNode order = (ObjectNode) JSON.readTree(ReleasedSchemas.load()
                .latest("order.paid")
                .orElseThrow()
                .schema()
                .toString());
        com.fasterxml.jackson.databind.node.ArrayNode fields = JSON.createArrayNode();
        order.path("fields").forEach(field -> {
            if (!field.path("name").asText().equals("amount")) {
                fields.add(field);
            }
        });
        order.set("fields", fields);
        HttpResponse<String> refused = register("tidemill.events.order.paid-value", order.toString());
        // Then it is refused, and everyone concerned is named
        assertError(refused, 409, 409);
        assertThat(JSON.readTree(refused.body()).path("message").asText())
                .contains(
                        "amount",
                        "feature member_orders:amount_90d (reads amount)",
                        "rule big-order (reads amount)",
                        "model churn (reads member_orders:amount_90d)");
        // And a check says so before
        assertThat(ok(
                                "POST",
                                "/compatibility/subjects/tidemill.events.order.paid-value/versions?verbose=true",
                                body(order.toString()))
                        .toString())
                .contains("\"is_compatible\":false", "model churn");
        // And a type that something reads cannot be deleted
        ok("POST", "/subjects/tidemill.events.parcel.kept-value/versions", body(record(PARCEL, WEIGHT)));
        assertError(call("DELETE", "/subjects/tidemill.events.parcel.kept-value", ""), 409, 409);
    }

    @Test
    void whatCannotBeAnEventTypeIsRefused() throws Exception {
        assertError(register("tidemill.events.Parcel Sent-value".replace(" ", "%20"), record(PARCEL)), 422, 42201);
        assertError(register("tidemill.events.rule.changed-value", record(PARCEL)), 422, 42201);
        assertError(register("tidemill.events.order-paid-value", record(PARCEL)), 422, 42201);
        assertError(register("tidemill.events.parcel.bad-value", "\"string\""), 422, 42201);
        assertError(
                register("tidemill.events.parcel.bad-value", record("\"name\":\"event_time\",\"type\":\"long\"")),
                422,
                42201);
        assertError(
                register(
                        "tidemill.events.parcel.bad-value",
                        record("\"name\":\"within\",\"type\":[\"null\",\"Parcel\"],\"default\":null")),
                422,
                42201);
    }

    @Test
    void whoRegistersAtOnceGetsOneId() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            // When many register the same, and each something of its own
            List<Callable<Integer>> calls = IntStream.range(0, 40)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        String schema =
                                i % 2 == 0 ? record(PARCEL) : record(PARCEL, WEIGHT.replace("weight", "field" + i));
                        return ok("POST", "/subjects/race" + (i % 2 == 0 ? "" : i) + "-value/versions", body(schema))
                                .path("id")
                                .asInt();
                    })
                    .toList();
            List<Future<Integer>> ids = threads.invokeAll(calls);
            // Then the same has one id and one version, and no id is given twice
            Set<Integer> even = new java.util.HashSet<>();
            Set<Integer> odd = new java.util.HashSet<>();
            for (int i = 0; i < ids.size(); i++) {
                (i % 2 == 0 ? even : odd).add(ids.get(i).get());
            }
            assertThat(even).hasSize(1);
            assertThat(odd).hasSize(20).doesNotContainAnyElementsOf(even);
            assertThat(ok("GET", "/subjects/race-value/versions", "").toString())
                    .isEqualTo("[1]");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void producersReadAndOperatorsWrite() throws Exception {
        HttpResponse<String> written =
                call("POST", "/subjects/roles-value/versions", body(record(PARCEL)), "Bearer " + token(Role.PRODUCER));
        assertThat(written.statusCode()).isEqualTo(403);
        // A Confluent client that knows basic authentication sends the token as its password
        String basic =
                Base64.getEncoder().encodeToString(("anyone:" + token(Role.PRODUCER)).getBytes(StandardCharsets.UTF_8));
        assertThat(call("GET", "/subjects", "", "Basic " + basic).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/subjects", "", "Basic !").statusCode()).isEqualTo(401);
    }

    @Test
    void theLiveClientReadsIt() throws Exception {
        ok("POST", "/subjects/tidemill.events.parcel.live-value/versions", body(record(PARCEL)));
        EventSchemas schemas = new SchemaSource(base(), "", "", tokenFile.toString(), true).open();
        ((LiveSchemas) schemas).refresh();
        assertThat(schemas.latest().stream().map(ReleasedSchema::type).collect(Collectors.toSet()))
                .contains("parcel.live", "order.paid")
                .doesNotContain("rule.changed");
        int id = schemas.latest("parcel.live").orElseThrow().id();
        assertThat(schemas.withId(id, "parcel.live")).hasSizeGreaterThanOrEqualTo(1);
    }

    private static HttpResponse<String> register(String subject, String schema) throws Exception {
        return call("POST", "/subjects/" + subject + "/versions", body(schema));
    }

    private static JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> response = call(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/vnd.schemaregistry.v1+json");
        return JSON.readTree(response.body());
    }

    private static void assertError(HttpResponse<String> response, int status, int code) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(response.body());
        assertThat(error.path("error_code").asInt()).as(response.body()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotEmpty();
    }

    private static JsonNode schema(HttpResponse<String> response) throws Exception {
        return JSON.readTree(JSON.readTree(response.body()).path("schema").asText());
    }

    private static HttpResponse<String> call(String method, String path, String body) throws Exception {
        return call(method, path, body, "Bearer " + token(Role.OPERATOR));
    }

    private static HttpResponse<String> call(String method, String path, String body, String authorization)
            throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(base() + path))
                        .header("authorization", authorization)
                        .header("content-type", "application/vnd.schemaregistry.v1+json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String base() {
        return "http://127.0.0.1:" + server.port() + SchemaRegistry.PATH;
    }

    private static String token(Role role) {
        return tokens.issue("test", "default", Set.of(role), Duration.ofHours(1));
    }

    private static String body(String schema) throws Exception {
        return JSON.createObjectNode().put("schema", schema).toString();
    }

    private static String record(String... fields) {
        return "{\"type\":\"record\",\"name\":\"Parcel\",\"fields\":[{" + String.join("},{", fields) + "}]}";
    }
}
