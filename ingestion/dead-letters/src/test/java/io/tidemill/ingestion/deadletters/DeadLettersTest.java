package io.tidemill.ingestion.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.deadletters.TestingLetters.Given;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.erasure.Person;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters in a real lake, over HTTP, to a real broker. Each test has a day of its own. */
class DeadLettersTest {
    private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final String PATH = "/api/dead-letters";

    private static TestKafka kafka;
    private static TestPostgres postgres;
    private static Path warehouse;
    private static Lake lake;
    private static LocalTokens tokens;
    private static MemoryAuditLog audit;
    private static DeadLetters letters;
    private static HttpServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        kafka = TestKafka.start();
        kafka.create(List.of(Topics.ofEvents("content.shared")));
        postgres = TestPostgres.start();
        warehouse = folder.resolve("warehouse");
        lake = openLake();
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        audit = new MemoryAuditLog();
        PrometheusRegistry metrics = new PrometheusRegistry();
        letters = open(postgres.dataSource(), metrics);
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), audit, metrics, CLOCK),
                List.of(letters));
    }

    @AfterAll
    static void stop() {
        server.close();
        letters.close();
        lake.close();
        postgres.close();
        kafka.close();
    }

    @Test
    void areFoundNewestFirstPageByPage() throws Exception {
        // Given letters of two days, and of two reasons
        Instant day = Instant.parse("2026-03-01T00:00:00Z");
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            Instant at = day.plus(Duration.ofHours(2L * (i % 20)));
            String reason = i % 2 == 0 ? "UNKNOWN_SCHEMA" : "UNREADABLE_DATA";
            given.add(Given.of(1000 + i, at, reason, headers("p-" + i, i % 5 == 0 ? "shop-7" : "default"), "{}"));
        }
        TestingLetters.write(lake, given);
        String days = "from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z";

        // When they are read in pages of seven
        List<JsonNode> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("?limit=7&" + days + "&cursor=" + cursor);
            page.path("deadLetters").forEach(found::add);
            cursor = page.path("cursor").asText("");
        } while (!cursor.isEmpty());

        // Then each is there once, in order
        assertThat(found).hasSize(25);
        assertThat(found.stream().map(letter -> letter.path("id").asText()).distinct())
                .hasSize(25);
        assertThat(found.stream()
                        .map(letter -> Instant.parse(letter.path("takenAt").asText())))
                .isSortedAccordingTo(Comparator.reverseOrder());

        // And by reason, by type, and by tenant there are fewer
        assertThat(get("?reason=UNKNOWN_SCHEMA&" + days).path("deadLetters")).hasSize(13);
        assertThat(get("?type=order.paid&" + days).path("deadLetters")).isEmpty();
        assertThat(get("?type=content.shared&tenant=shop-7&" + days).path("deadLetters"))
                .hasSize(5);
        HttpResponse<String> foreign = send("GET", "?" + days, "", "shop-7", Role.OPERATOR);
        assertThat(Json.read(foreign.body().getBytes(StandardCharsets.UTF_8)).path("deadLetters"))
                .hasSize(5);
        assertThat(send("GET", "?" + days, "", "default", Role.PRODUCER).statusCode())
                .isEqualTo(403);
    }

    @Test
    void areShownAsFarAsTheyCanBeRead() throws Exception {
        // Given values of each kind
        Instant day = Instant.parse("2026-03-05T10:00:00Z");
        GenericData.Record shared = new GenericRecordBuilder(
                        SCHEMAS.latest("content.shared").orElseThrow().schema())
                .set("memberId", "m-1")
                .set("contentId", "c-1")
                .build();
        byte[] avro = new EventCodec(SCHEMAS).encodeData("content.shared", shared);
        TestingLetters.write(
                lake,
                List.of(
                        new Given(2000, day, "TIME_AHEAD", headers("a", "default"), avro),
                        Given.of(2001, day, "NOT_WIRE_FORMAT", Map.of(), "{\"memberId\":\"m-1\"}"),
                        Given.of(2002, day, "NOT_WIRE_FORMAT", Map.of(), "m-1;c-1"),
                        new Given(2003, day, "NOT_WIRE_FORMAT", Map.of(), new byte[] {7, 0, -1})));

        // When, Then
        JsonNode ofAvro = get("/" + id(2000));
        assertThat(ofAvro.path("value").path("form").asText()).isEqualTo("avro");
        assertThat(ofAvro.path("value").path("schema").asText()).isEqualTo("content.shared version 1, id 3");
        assertThat(ofAvro.path("event").path("data").path("contentId").asText()).isEqualTo("c-1");
        assertThat(ofAvro.path("valid").asBoolean()).isTrue();
        assertThat(ofAvro.path("value").path("base64").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(avro));
        JsonNode ofJson = get("/" + id(2001));
        assertThat(ofJson.path("value").path("form").asText()).isEqualTo("json");
        assertThat(ofJson.path("event").path("id").asText()).isEqualTo(id(2001));
        assertThat(ofJson.path("event").path("subject").asText()).isEqualTo("m-1");
        assertThat(ofJson.path("problem").path("field").asText()).isEqualTo("time");
        assertThat(ofJson.path("expected").path("schema").path("name").asText()).isEqualTo("ContentShared");
        assertThat(get("/" + id(2002)).path("value").path("content").asText()).isEqualTo("m-1;c-1");
        assertThat(get("/" + id(2003)).path("value").path("content").asText()).isEqualTo("0700ff");
        assertThat(send("GET", "/" + id(2999), "", "default", Role.OPERATOR).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatWasMadeOfThemForAPersonIsErasedWithThePerson() throws Exception {
        // Given a letter that mentions nobody, fixed for a person, and another fixed for someone else
        Instant day = Instant.parse("2026-03-06T10:00:00Z");
        TestingLetters.write(
                lake,
                List.of(
                        Given.of(2500, day, "NOT_WIRE_FORMAT", Map.of(), "{\"contentId\":\"c-9\"}"),
                        Given.of(2501, day, "NOT_WIRE_FORMAT", Map.of(), "{\"contentId\":\"c-9\"}")));
        String patch =
                """
                {"patch": [
                  {"op": "copy", "from": "/record/timestamp", "path": "/time"},
                  {"op": "add", "path": "/subject", "value": "WHO"},
                  {"op": "add", "path": "/data/memberId", "value": "WHO"}]}""";
        post("/" + id(2500) + "/fix", patch.replace("WHO", "Zo\u00eb \\\"7\\\""), 200);
        post("/" + id(2501) + "/fix", patch.replace("WHO", "Zo\u00eb-8"), 200);
        // When a person of the same name is erased from another tenant, then nothing of this one goes
        PersonalStore personal = DeadLetters.personal(postgres.dataSource(), CLOCK);
        PersonalStore.Erased elsewhere =
                personal.erase(new Person("Zo\u00eb \"7\"", Optional.of("another-tenant"), Set.of()));
        assertThat(elsewhere.removed()).isZero();
        assertThat(get("/" + id(2500)).path("state").asText()).isEqualTo("fixed");
        // When that person is erased
        PersonalStore.Erased erased = personal.erase(new Person("Zo\u00eb \"7\"", Optional.empty(), Set.of()));
        // Then their event and its history are gone, the letter is closed, and the other is as it was
        assertThat(erased.removed()).isEqualTo(1);
        assertThat(erased.left()).isEmpty();
        assertThat(erased.searched()).isPositive();
        JsonNode closed = get("/" + id(2500));
        assertThat(closed.path("state").asText()).isEqualTo("discarded");
        assertThat(closed.toString()).doesNotContain("Zo\u00eb").contains("erase");
        assertThat(get("/" + id(2501)).path("event").path("subject").asText()).isEqualTo("Zo\u00eb-8");
    }

    @Test
    void oneIsFixedAndReplayedOnce() throws Exception {
        // Given a letter without a time, whose data lacks a field
        Instant day = Instant.parse("2026-03-07T10:00:00Z");
        TestingLetters.write(
                lake,
                List.of(Given.of(
                        3000, day, "NOT_WIRE_FORMAT", Map.of(), "{\"memberId\":\"m-1\",\"content\":\"c-9\"}")));
        String patch =
                """
                {"dryRun": DRY, "patch": [
                  {"op": "copy", "from": "/record/timestamp", "path": "/time"},
                  {"op": "move", "from": "/data/content", "path": "/data/contentId"}]}""";

        // When it is tried, then it is valid and stays open
        JsonNode tried = post("/" + id(3000) + "/fix", patch.replace("DRY", "true"), 200);
        assertThat(tried.path("result").asText()).isEqualTo("VALID");
        assertThat(tried.path("before").path("data").has("content")).isTrue();
        assertThat(tried.path("after").path("data").path("contentId").asText()).isEqualTo("c-9");
        assertThat(get("/" + id(3000)).path("state").asText()).isEqualTo("open");

        // And a fix that does not help is refused, with what is wrong
        JsonNode wrong = post("/" + id(3000) + "/fix", "{\"attributes\": {\"time\": \"noon\"}}", 422);
        assertThat(wrong.path("field").asText()).isEqualTo("time");
        assertThat(post("/" + id(3000) + "/fix", "{\"patch\": [{\"op\": \"jump\"}]}", 422)
                        .path("field")
                        .asText())
                .isEqualTo("patch");

        // When it is fixed, and replayed twice
        assertThat(post("/" + id(3000) + "/fix", patch.replace("DRY", "false"), 200)
                        .path("state")
                        .asText())
                .isEqualTo("fixed");
        assertThat(post("/" + id(3000) + "/replay", "{}", 200).path("state").asText())
                .isEqualTo("replayed");
        assertThat(post("/" + id(3000) + "/replay", "{}", 200).path("result").asText())
                .isEqualTo("UNCHANGED");

        // Then it was sent once, and the history says who did what
        List<Event> sent = sent(EventDraft.SOURCE, id(3000));
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).time()).isEqualTo(day);
        assertThat(sent.get(0).value("contentId")).isEqualTo("c-9");
        JsonNode history = get("/" + id(3000)).path("history");
        assertThat(history.findValuesAsText("action")).containsExactly("fix", "replay");
        assertThat(history.findValuesAsText("by")).containsOnly("olga");
        assertThat(audit.entries()).extracting(entry -> entry.entry().action()).contains("dead-letter.replay");

        // And what was replayed can neither be fixed nor discarded
        post("/" + id(3000) + "/fix", patch.replace("DRY", "false"), 422);
        post("/" + id(3000) + "/discard", "{\"because\": \"why not\"}", 409);
    }

    @Test
    void manyAreFixedByOneMapping() throws Exception {
        // Given lines of text from a till
        Instant day = Instant.parse("2026-03-09T10:00:00Z");
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            given.add(Given.of(4000 + i, day.plusSeconds(i), "NOT_WIRE_FORMAT", Map.of(), "m-" + i + ";c-" + i));
        }
        given.add(Given.of(4250, day, "NOT_WIRE_FORMAT", Map.of(), "only one column"));
        TestingLetters.write(lake, given);
        String mapping =
                """
                format: csv
                delimiter: ";"
                header: false
                columns: [member, content]
                event: {type: content.shared, source: /till, subject: "${member}", time: "${kafka.timestamp}"}
                data: {memberId: "${member}", contentId: "${content}"}
                """;
        String filter = "\"filter\": {\"from\": \"2026-03-09T00:00:00Z\", \"to\": \"2026-03-10T00:00:00Z\"}";

        // When they are fixed, replayed, and what is left is discarded
        JsonNode fixed =
                post("/fix", "{" + filter + ", \"mapping\": " + Json.MAPPER.writeValueAsString(mapping) + "}", 200);
        JsonNode replayed = post("/replay", "{" + filter + "}", 200);
        JsonNode discarded = post("/discard", "{" + filter + ", \"because\": \"a test line\"}", 200);

        // Then all but the bad one were sent, each once, under ids of their own
        assertThat(fixed.path("results").path("DONE").asInt()).isEqualTo(250);
        assertThat(fixed.path("problems").get(0).path("id").asText()).isEqualTo(id(4250));
        assertThat(replayed.path("results").path("DONE").asInt()).isEqualTo(250);
        assertThat(discarded.path("matched").asInt()).isEqualTo(1);
        assertThat(get("?state=discarded&from=2026-03-09T00:00:00Z").path("deadLetters"))
                .hasSize(1);
        assertThat(sent("/till", id(4007))).hasSize(1);
        post("/" + id(4250) + "/reopen", "{}", 200);
        assertThat(get("/" + id(4250)).path("state").asText()).isEqualTo("open");
    }

    @Test
    void lettersThatAreEventsAfterAllAreReplayedAsTheyAre() throws Exception {
        // Given an event that was of the future when it came
        Instant day = Instant.parse("2026-03-11T10:00:00Z");
        TestingLetters.write(
                lake,
                List.of(Given.of(
                        5000,
                        day,
                        "TIME_AHEAD",
                        headers("then-ahead", "default"),
                        "{\"memberId\":\"m-1\",\"contentId\":\"c-1\"}")));
        String filter = "\"filter\": {\"reason\": \"TIME_AHEAD\", \"from\": \"2026-03-11T00:00:00Z\"}";

        // When
        assertThat(post("/replay", "{" + filter + "}", 200).path("matched").asInt())
                .isZero();
        JsonNode replayed = post("/replay", "{" + filter + ", \"include\": \"all\"}", 200);

        // Then it has the id that it came with
        assertThat(replayed.path("results").path("DONE").asInt()).isEqualTo(1);
        assertThat(sent("/shops/7", "then-ahead")).hasSize(1);
    }

    @Test
    void aReplayThatIsKilledAnywhereIsGoneOnWithAndDoublesNothing() throws Exception {
        // Given a hundred letters
        Instant day = Instant.parse("2026-03-13T10:00:00Z");
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            given.add(Given.of(
                    6000 + i,
                    day.plusSeconds(i),
                    "UNKNOWN_SCHEMA",
                    headers("killed-" + i, "default"),
                    "{\"memberId\":\"m-1\",\"contentId\":\"c-" + i + "\"}"));
        }
        TestingLetters.write(lake, given);
        LetterFilter filter = new LetterFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.parse("2026-03-13T00:00:00Z")),
                Optional.of(Instant.parse("2026-03-14T00:00:00Z")),
                Optional.empty());
        Random random = new Random(7);

        // When the replay ends at a random statement to PostgreSQL, time and again
        int ended = 0;
        boolean whole = false;
        while (!whole) {
            DataSource failing = failingAfter(postgres.dataSource(), 3 + random.nextInt(60));
            whole = replay(failing, filter);
            ended += whole ? 0 : 1;
        }

        // Then every event was sent, more than once at most under the same source and id with the same data
        assertThat(ended).isPositive();
        Map<String, Set<String>> dataById = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.committedRecords(TestingLetters.TOPIC)) {
            Event event = new EventCodec(SCHEMAS).decode(record.headers(), record.value());
            if (event.id().startsWith("killed-")) {
                dataById.computeIfAbsent(event.source() + " " + event.id(), key -> new HashSet<>())
                        .add(String.valueOf(event.data()));
            }
        }
        assertThat(dataById).hasSize(100).allSatisfy((id, data) -> assertThat(data)
                .hasSize(1));
        assertThat(get("?limit=1000&state=replayed&from=2026-03-13T00:00:00Z&to=2026-03-14T00:00:00Z")
                        .path("deadLetters"))
                .hasSize(100);
    }

    @Test
    void areCountedByReason() throws Exception {
        // Given
        long open = openOf("WRONG_TYPE");
        Instant day = Instant.parse("2026-03-15T10:00:00Z");
        TestingLetters.write(
                lake,
                List.of(
                        Given.of(7000, day, "WRONG_TYPE", Map.of(), "x"),
                        Given.of(7001, day, "WRONG_TYPE", Map.of(), "y")));

        // When
        post("/" + id(7000) + "/discard", "{\"because\": \"x is nothing\"}", 200);

        // Then
        assertThat(openOf("WRONG_TYPE")).isEqualTo(open + 1);
        HttpResponse<String> metrics = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(metrics.body()).contains("tidemill_dead_letters_open{reason=\"WRONG_TYPE\"} " + (open + 1) + ".0");
    }

    private static long openOf(String reason) throws Exception {
        return get("/summary").path("reasons").path(reason).path("open").asLong();
    }

    /** One try on a database that fails; tells whether it came to its end. */
    private static boolean replay(DataSource database, LetterFilter filter) throws Exception {
        EventIntake intake = new EventIntake(SCHEMAS, CLOCK);
        try (LetterTable table = new LetterTable(openLake());
                LetterPublisher publisher = new LetterPublisher(kafka.bootstrapServers(), intake)) {
            LetterStates states = new LetterStates(database);
            ReplayAction action = new ReplayAction(
                    new EventReading(new ValueDecoder(SCHEMAS), intake),
                    publisher,
                    states,
                    CLOCK,
                    Set.of(LetterState.Name.OPEN, LetterState.Name.FIXED),
                    LetterAction.Mode.DONE);
            Caller admin = new Caller("olga", "default", Set.of(Role.ADMIN));
            new LetterDesk(table, states).many(filter, Optional.empty(), 1000, action, admin);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static DataSource failingAfter(DataSource dataSource, int connections) {
        AtomicInteger left = new AtomicInteger(connections);
        return (DataSource) Proxy.newProxyInstance(
                DeadLettersTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && left.decrementAndGet() < 0) {
                        throw new SQLException("killed");
                    }
                    try {
                        return method.invoke(dataSource, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private static DeadLetters open(DataSource database, PrometheusRegistry metrics) {
        Configuration configuration = Configuration.of(Map.of(
                "kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "lake.catalog-uri",
                postgres.jdbcUrl(),
                "lake.warehouse",
                warehouse.toString()));
        return DeadLetters.open(configuration, database, SCHEMAS, metrics, CLOCK);
    }

    private static Lake openLake() {
        return Lake.open(postgres.jdbcUrl(), warehouse.toString());
    }

    private static List<Event> sent(String source, String id) throws MalformedRecordException {
        List<Event> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.committedRecords(TestingLetters.TOPIC)) {
            Event event = new EventCodec(SCHEMAS).decode(record.headers(), record.value());
            if (event.source().equals(source) && event.id().equals(id)) {
                found.add(event);
            }
        }
        return found;
    }

    private static String id(long offset) {
        return TestingLetters.TOPIC + ":0:" + offset;
    }

    private static Map<String, String> headers(String id, String tenant) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_id", id,
                "ce_source", "/shops/7",
                "ce_type", "content.shared",
                "ce_subject", "m-1",
                "ce_time", "2026-03-01T10:00:00Z",
                "ce_tenantid", tenant);
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, "", "default", Role.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode post(String path, String body, int status) throws Exception {
        HttpResponse<String> response = send("POST", path, body, "default", Role.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(String method, String path, String body, String tenant, Role role)
            throws Exception {
        String token = tokens.issue("olga", tenant, Set.of(role), Duration.ofHours(1));
        String address = path.startsWith("/")
                ? "/"
                        + URLEncoder.encode(path.substring(1), StandardCharsets.UTF_8)
                                .replace("%2F", "/")
                : path;
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + PATH + address))
                        .header("authorization", "Bearer " + token)
                        .header("content-type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
