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
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway between a real HTTP client and a real broker. The last test stops the broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventGatewayTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";

    private static Path folder;
    private static int port;
    private static TestKafka kafka;
    private static LocalTokens tokens;
    private static MemoryAuditLog audit;
    private static EventGateway gateway;
    private static HttpServer server;

    @BeforeAll
    static void start(@TempDir Path temporary) {
        folder = temporary;
        port = FreePorts.next();
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        PrometheusRegistry metrics = new PrometheusRegistry();
        gateway = new EventGateway(
                GatewaySettings.of(Configuration.of(Map.of(
                        "kafka.bootstrap-servers", kafka.bootstrapServers(),
                        "gateway.acknowledge-timeout", "PT2S",
                        "gateway.threads", "2"))),
                ReleasedSchemas.load(),
                metrics,
                CLOCK);
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        audit = new MemoryAuditLog();
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), audit, metrics, CLOCK),
                List.of(gateway));
        await().untilAsserted(() -> assertThat(ready()).isEqualTo(200));
    }

    @AfterAll
    static void stop() {
        server.close();
        gateway.close();
        kafka.close();
    }

    @Test
    void anAcknowledgedEventCanBeRead() throws Exception {
        // When a structured event is sent
        HttpResponse<String> response = post(STRUCTURED, Role.PRODUCER, order("structured", "12.5"));
        // Then the answer is 202, and the event is on its topic with the tenant of the token
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        Event event = read("structured");
        assertThat(event.tenantId()).isEqualTo("shop-7");
        assertThat(event.subject()).isEqualTo("m1");
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.value("amount")).isEqualTo(new BigDecimal("12.5000"));
    }

    @Test
    void binaryModeSaysTheSame() throws Exception {
        HttpRequest.Builder request = request(Role.PRODUCER)
                .header("content-type", "application/json; charset=utf-8")
                .header("ce-specversion", "1.0")
                .header("ce-id", "binary-%E6%BD%AE")
                .header("ce-source", "/tests")
                .header("ce-type", "order.paid")
                .header("ce-subject", "m1")
                .header("ce-time", "2026-03-01T13:00:00+01:00")
                .POST(BodyPublishers.ofString("{\"orderId\":\"o\",\"memberId\":\"m1\",\"amount\":\"0.01\"}"));
        HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        Event event = read("binary-潮");
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.value("amount")).isEqualTo(new BigDecimal("0.0100"));
    }

    @Test
    void theSameEventAgainIsAccepted() throws Exception {
        assertThat(post(STRUCTURED, Role.PRODUCER, order("again", "1")).statusCode())
                .isEqualTo(202);
        assertThat(post(STRUCTURED, Role.PRODUCER, order("again", "1")).statusCode())
                .isEqualTo(202);
    }

    @Test
    void aBatchSaysOfEachEventWhatBecameOfIt() throws Exception {
        // Given a batch of good events and bad ones
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(order("batch-" + i, i == 3 ? "\"much\"" : "1"));
        }
        events.set(7, "5");
        // When it is sent
        HttpResponse<String> response = post(BATCHED, Role.PRODUCER, events.toString());
        // Then each has its own result, in order, and the good ones are on the topic
        assertThat(response.statusCode()).as(response.body()).isEqualTo(207);
        JsonNode answer = Json.MAPPER.readTree(response.body());
        assertThat(answer.path("accepted").asInt()).isEqualTo(18);
        assertThat(answer.path("refused").asInt()).isEqualTo(2);
        assertThat(answer.at("/results/2/status").asInt()).isEqualTo(202);
        assertThat(answer.at("/results/3/problem/field").asText()).isEqualTo("data.amount");
        assertThat(answer.at("/results/3/id").asText()).isEqualTo("batch-3");
        assertThat(answer.at("/results/7/status").asInt()).isEqualTo(422);
        Set<String> ids = records("order.paid").stream()
                .map(record -> decoded(record).id())
                .filter(id -> id.startsWith("batch-"))
                .collect(Collectors.toSet());
        assertThat(ids).hasSize(18).doesNotContain("batch-3", "batch-7");
    }

    @Test
    void aBatchIsWholeOrTooLong() throws Exception {
        String thousand = IntStream.range(0, 1000)
                .mapToObj(i -> order("k" + i, "1"))
                .toList()
                .toString();
        assertThat(post(BATCHED, Role.PRODUCER, thousand).statusCode()).isEqualTo(202);
        String more = thousand.substring(0, thousand.length() - 1) + "," + order("k1000", "1") + "]";
        assertThat(post(BATCHED, Role.PRODUCER, more).statusCode()).isEqualTo(413);
        assertThat(post(BATCHED, Role.PRODUCER, "[" + order("bad", "true") + "]")
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "order.paid | order.sold | 422 | type | expected one of content.shared",
                "order.paid | decision.made | 422 | type | expected one of content.shared",
                "\"m1\" | \"\" | 422 | subject | 1 to 512 characters",
                "\"m1\" | null | 422 | subject | missing",
                "\"m1\" | 5 | 422 | subject | a text",
                "\"m1\" | \"\\ud800\" | 422 | subject | without half a surrogate pair",
                "refused | re\\udfffused | 422 | id | without half a surrogate pair",
                "\"1.0\" | \"0.3\" | 422 | specversion | expected 1.0",
                "2026-03-01T12:00:00Z | 2026-03-01T12:05:01Z | 422 | time | five minutes ahead",
                "2026-03-01T12:00:00Z | yesterday | 422 | time | RFC 3339",
                "\"/tests\" | \"a b\" | 422 | source | URI reference",
                "\"data\" | \"data_base64\" | 422 | data_base64 | in JSON",
                "\"data\" | \"date\" | 422 | data | missing",
                "\"amount\" | \"amont\" | 422 | data.amount | missing: expected What was paid",
                "\"orderId\" | \"colour\":\"red\", \"orderId\" | 422 | data.colour | no such field",
                "\"subject\" | \"tenantid\":\"shop-8\", \"subject\" | 403 | tenantid | expected shop-7",
            })
    void aRefusalNamesTheField(String part, String instead, int status, String field, String detail) throws Exception {
        String event = order("refused", "1").replace(part, instead);
        HttpResponse<String> response = post(STRUCTURED, Role.PRODUCER, event);
        JsonNode problem = Json.MAPPER.readTree(response.body());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(problem.path("field").asText()).isEqualTo(field);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void anAdminMaySendForAnyTenant() throws Exception {
        String event = order("of-another", "1").replace("\"subject\"", "\"tenantid\":\"shop-8\",\"subject\"");
        assertThat(post(STRUCTURED, Role.ADMIN, event).statusCode()).isEqualTo(202);
        assertThat(read("of-another").tenantId()).isEqualTo("shop-8");
        assertThat(post(STRUCTURED, Role.READER, event).statusCode()).isEqualTo(403);
    }

    @Test
    void timeAdvancesOnEveryPartition() throws Exception {
        // When an operator says that no earlier event will come
        String body = "{\"type\":\"visit.checked-in\",\"time\":\"2026-03-01T00:00:00Z\"}";
        HttpResponse<String> response = advance(Role.OPERATOR, body);
        // Then each partition has one record of it, and so has the audit log
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        List<ConsumerRecord<byte[], byte[]>> records = records("visit.checked-in");
        assertThat(records).extracting(ConsumerRecord::partition).containsExactlyInAnyOrder(0, 1);
        assertThat(records).allSatisfy(record -> {
            Event event = decoded(record);
            assertThat(event.advancesTimeOnly()).isTrue();
            assertThat(event.time()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
        });
        assertThat(audit.entries())
                .anySatisfy(entry -> assertThat(entry.detail()).contains("visit.checked-in"));
        assertThat(advance(Role.PRODUCER, body).statusCode()).isEqualTo(403);
        assertThat(advance(Role.OPERATOR, body.replace("2026", "2027")).statusCode())
                .isEqualTo(422);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void withoutABrokerNothingIsAcknowledged() throws Exception {
        // Given a broker that is gone
        kafka.close();
        // When events are sent, one and as a batch
        HttpResponse<String> single = post(STRUCTURED, Role.PRODUCER, order("lost", "1"));
        HttpResponse<String> batch = post(BATCHED, Role.PRODUCER, "[" + order("lost-too", "1") + "]");
        // Then none has a 2xx, and the client is told when to come back
        for (HttpResponse<String> response : List.of(single, batch)) {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
            assertThat(response.headers().firstValue("retry-after")).isPresent();
            assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        }
        // And when it is back, the same event is taken
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        await().untilAsserted(() -> assertThat(
                        post(STRUCTURED, Role.PRODUCER, order("lost", "1")).statusCode())
                .isEqualTo(202));
        assertThat(read("lost").id()).isEqualTo("lost");
    }

    private static String order(String id, String amount) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/tests\",\"type\":\"order.paid\",\"subject\":\"m1\",\"time\":\"2026-03-01T12:00:00Z\","
                + "\"data\":{\"orderId\":\"o1\",\"memberId\":\"m2\",\"amount\":" + amount + "}}";
    }

    private static Event read(String id) throws Exception {
        return records("order.paid").stream()
                .map(EventGatewayTest::decoded)
                .filter(event -> event.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String type) {
        return kafka.committedRecords(Topics.ofEvents(type).name());
    }

    private static Event decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new EventCodec(ReleasedSchemas.load()).decode(record.headers(), record.value());
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static int ready() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.uri("/health/ready")).build();
        return CLIENT.send(request, BodyHandlers.ofString()).statusCode();
    }

    private static HttpResponse<String> post(String contentType, Role role, String body) throws Exception {
        HttpRequest request = request(role)
                .header("content-type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> advance(Role role, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/events/advance"))
                .header("authorization", "Bearer " + token(role))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Role role) {
        return HttpRequest.newBuilder(server.uri("/api/events")).header("authorization", "Bearer " + token(role));
    }

    private static String token(Role role) {
        return tokens.issue("tester", "shop-7", Set.of(role), Duration.ofMinutes(5));
    }
}
