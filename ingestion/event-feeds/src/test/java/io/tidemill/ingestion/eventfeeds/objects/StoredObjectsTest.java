package io.tidemill.ingestion.eventfeeds.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.ingestion.eventfeeds.folders.EventSender;
import io.tidemill.ingestion.eventfeeds.folders.FileProgress;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.lakeversions.erasure.Person;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects over HTTP, with a real broker and a real PostgreSQL. */
class StoredObjectsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final byte[] PNG_BEGINNING = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int LARGEST = 8 << 20;

    private static ObjectSettings settings;
    private static Path folder;
    private static TestingRegistry registry;
    private static EventSchemas schemas;
    private static TestKafka kafka;
    private static TestPostgres postgres;
    private static LocalTokens tokens;
    private static StoredObjects objects;
    private static HttpServer server;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary.resolve("objects");
        registry = new TestingRegistry();
        schemas = new SchemaSource(registry.url(), "", "", "", true).open();
        kafka = TestKafka.start();
        kafka.create(List.of(Topics.ofEvents(EventTypes.OBJECT_STORED)));
        postgres = TestPostgres.start();
        Clock clock = Clock.systemUTC();
        FileProgress.open(postgres.dataSource(), clock);
        settings = new ObjectSettings(folder, LARGEST, List.of("image/png", "application/pdf"));
        objects = new StoredObjects(
                settings,
                postgres.dataSource(),
                new EventIntake(schemas, clock),
                new EventSender(kafka.bootstrapServers(), "objects"),
                clock);
        tokens = LocalTokens.ofSecretFile(temporary.resolve("secret"), clock);
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), clock),
                List.of(objects));
    }

    @AfterAll
    static void stop() {
        server.close();
        objects.close();
        postgres.close();
        kafka.close();
        registry.close();
    }

    @Test
    void theSameContentIsStoredOnceAndToldOnceToEachSubject() throws Exception {
        // Given an image of seven megabytes, more than other routes take
        byte[] image = image(7 << 20, 1);
        String sha256 = sha256(image);

        // When it is stored twice for one subject, and once for another
        HttpResponse<byte[]> first = put("?subject=m-1&name=face.png", "image/png", image, "default");
        HttpResponse<byte[]> again = put("?subject=m-1&name=other.png", "image/png", image, "default");
        HttpResponse<byte[]> other = put("?subject=m-2", "image/png", image, "default");

        // Then it lies in one file, whole
        assertThat(List.of(first.statusCode(), again.statusCode(), other.statusCode()))
                .containsOnly(201);
        JsonNode stored = Json.read(first.body());
        assertThat(stored.path("sha256").asText()).isEqualTo(sha256);
        Path file = folder.resolve(sha256.substring(0, 2))
                .resolve(sha256.substring(2, 4))
                .resolve(sha256);
        assertThat(file).hasBinaryContent(image);
        assertThat(incoming()).isEmpty();

        // And each subject has one event, that says the same each time
        List<Event> events = events(sha256);
        assertThat(events).extracting(Event::subject).containsExactlyInAnyOrder("m-1", "m-1", "m-2");
        assertThat(events.stream().map(Event::toString).distinct()).hasSize(2);
        assertThat(events.get(0).value("name")).isEqualTo("face.png");
        assertThat(events.get(0).value("size")).isEqualTo((long) image.length);

        // And it can be read, whole and in part
        HttpResponse<byte[]> whole = get(sha256, "default", "");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(image);
        assertThat(whole.headers().firstValue("content-type")).contains("image/png");
        HttpResponse<byte[]> part = get(sha256, "default", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(image, 10, 20));
        assertThat(part.headers().firstValue("content-range")).contains("bytes 10-19/" + image.length);
        assertThat(get(sha256, "default", "bytes=-5").body())
                .isEqualTo(Arrays.copyOfRange(image, image.length - 5, image.length));
        assertThat(get(sha256, "default", "bytes=99999999-").statusCode()).isEqualTo(416);
    }

    @Test
    void aTenantReadsOnlyWhatItStored() throws Exception {
        // Given
        byte[] image = image(100, 2);
        put("?subject=m-1", "image/png", image, "shop-7");

        // When, Then
        assertThat(get(sha256(image), "default", "").statusCode()).isEqualTo(404);
        assertThat(get(sha256(image), "shop-7", "").statusCode()).isEqualTo(200);
        put("?subject=m-1", "image/png", image, "default");
        assertThat(get(sha256(image), "default", "").statusCode()).isEqualTo(200);
        assertThat(put("?subject=m-1&tenant=shop-8", "image/png", image, "shop-7")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anObjectGoesWithTheLastWhoHasIt() throws Exception {
        // Given a person's image, another that somebody else has too, and one of somebody else that is named after them
        byte[] own = image(100, 5);
        byte[] shared = image(100, 6);
        byte[] others = image(100, 7);
        put("?subject=m-9&name=face.png", "image/png", own, "default");
        put("?subject=m-9", "image/png", own, "shop-7");
        put("?subject=m-9", "image/png", shared, "default");
        put("?subject=m-99", "image/png", shared, "default");
        put("?subject=m-98&name=of%20m-9", "image/png", others, "default");
        ObjectErasure erasure = new ObjectErasure(settings, postgres.dataSource(), Clock.systemUTC());
        // When the person is erased from one tenant, then what another tenant has stays
        PersonalStore.Erased ofTenant = erasure.erase(new Person("m-9", Optional.of("shop-7"), Set.of()));
        assertThat(ofTenant.removed()).isEqualTo(1);
        assertThat(ofTenant.left()).isEmpty();
        assertThat(ofTenant.shared()).singleElement().asString().contains(sha256(own));
        assertThat(get(sha256(own), "shop-7", "").statusCode()).isEqualTo(404);
        assertThat(get(sha256(own), "default", "").statusCode()).isEqualTo(200);
        // When they are erased from all
        PersonalStore.Erased erased = erasure.erase(new Person("m-9", Optional.empty(), Set.of()));
        // Then the bytes of their own are gone, and it is told what stays and where they are mentioned still
        assertThat(erased.removed()).isEqualTo(2);
        assertThat(get(sha256(own), "default", "").statusCode()).isEqualTo(404);
        assertThat(folder.resolve(ObjectFiles.location(sha256(own)))).doesNotExist();
        assertThat(get(sha256(shared), "default", "").body()).isEqualTo(shared);
        assertThat(erased.shared()).singleElement().asString().contains(sha256(shared));
        assertThat(erased.left()).singleElement().asString().contains(sha256(others));
        // And it is stored anew by whoever sends it again
        put("?subject=m-9", "image/png", own, "default");
        assertThat(get(sha256(own), "default", "").body()).isEqualTo(own);
    }

    @Test
    void bytesThatAreErasedWhileTheyAreStoredAgainAreNotTakenForStored() throws Exception {
        // Given bytes that an upload found there, and that went before it was noted
        ObjectFiles files = new ObjectFiles(settings);
        ObjectRows rows = new ObjectRows(postgres.dataSource(), Clock.systemUTC());
        StoredBytes bytes = files.store(new ByteArrayInputStream(image(50, 8)), "image/png");
        files.delete(bytes.sha256());
        // When it is noted, then it is not
        assertThat(rows.note(bytes, "default", "m-1", null, "ada", files)).isEmpty();
        assertThat(rows.isKnown(bytes.sha256())).isFalse();
    }

    @Test
    void whatIsNotAllowedIsRefusedAndLeavesNothing() throws Exception {
        // Given
        byte[] image = image(1000, 3);

        // When, Then
        assertThat(put("?subject=m-1", "application/pdf", image, "default").statusCode())
                .isEqualTo(415);
        assertThat(put("?subject=m-1", "text/html", image, "default").statusCode())
                .isEqualTo(415);
        assertThat(put("", "image/png", image, "default").statusCode()).isEqualTo(422);
        assertThat(put("?subject=m-1", "image/png", image(LARGEST + 1, 4), "default")
                        .statusCode())
                .isEqualTo(413);
        HttpRequest.BodyPublisher unsized =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(image(LARGEST + 1, 4)));
        HttpResponse<byte[]> chunked = CLIENT.send(
                request("?subject=m-1", "default", Role.PRODUCER)
                        .header("content-type", "image/png")
                        .PUT(unsized)
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(incoming()).isEmpty();
        assertThat(events(sha256(image))).isEmpty();
        assertThat(get("0".repeat(64), "default", "").statusCode()).isEqualTo(404);
        assertThat(get("..%2f..%2fsecret", "default", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aVersionThatIsRegisteredWhileItRunsIsTheOneThatIsWritten() throws Exception {
        // Given
        byte[] image = image(100, 9);
        ReleasedSchema released =
                ReleasedSchemas.load().latest(EventTypes.OBJECT_STORED).orElseThrow();
        ObjectNode next = (ObjectNode) Json.read(bytes(released.schema().toString()));
        ((ArrayNode) next.path("fields"))
                .addObject()
                .put("name", "album")
                .put("type", "string")
                .put("default", "none");

        // When
        registry.add(EventTypes.OBJECT_STORED, released.version() + 1, 1001, next.toString());
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        schemas.latest(EventTypes.OBJECT_STORED).orElseThrow().id() == 1001);
        assertThat(put("?subject=m-1", "image/png", image, "default").statusCode())
                .isEqualTo(201);

        // Then
        assertThat(events(sha256(image)))
                .extracting(event -> event.value("album"))
                .containsExactly("none");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> put(String query, String type, byte[] body, String tenant) throws Exception {
        return CLIENT.send(
                request(query, tenant, Role.PRODUCER)
                        .header("content-type", type)
                        .PUT(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(String sha256, String tenant, String range) throws Exception {
        HttpRequest.Builder request = request("/" + sha256, tenant, Role.READER);
        if (!range.isEmpty()) {
            request.header("range", range);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path, String tenant, Role role) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/objects" + path))
                .header("authorization", "Bearer " + tokens.issue("ada", tenant, Set.of(role), Duration.ofHours(1)));
    }

    private static List<Event> events(String sha256) throws MalformedRecordException {
        List<Event> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                kafka.committedRecords(Topics.ofEvents(EventTypes.OBJECT_STORED).name())) {
            Event event = new EventCodec(schemas).decode(record.headers(), record.value());
            if (sha256.equals(event.value("sha256"))) {
                events.add(event);
            }
        }
        return events;
    }

    private static List<Path> incoming() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("incoming"))) {
            return files.toList();
        }
    }

    private static byte[] image(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        System.arraycopy(PNG_BEGINNING, 0, bytes, 0, PNG_BEGINNING.length);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
