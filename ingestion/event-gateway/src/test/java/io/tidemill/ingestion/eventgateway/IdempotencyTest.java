package io.tidemill.ingestion.eventgateway;

import static io.tidemill.ingestion.eventgateway.TestingGateway.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.httpserver.access.SecretFile;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.RejectedRecord;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sender that sends again, or two senders that disagree, get from a gateway with a real broker. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class IdempotencyTest {
    private static final String SHOP = "shop-7";

    @TempDir
    private Path folder;

    private int port;
    private TestKafka kafka;
    private TestingGateway gateway;

    @BeforeEach
    void start() {
        port = FreePorts.next();
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        gateway = TestingGateway.start(folder, kafka.bootstrapServers(), Map.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
        kafka.close();
    }

    @Test
    void aHundredAtOnceAreOneRecord() throws Exception {
        // When the same event is sent a hundred times at once
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(gateway.postLater(SHOP, order("same", "1")));
        }
        // Then all are accepted, all but one as duplicates, and there is one record
        int duplicates = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get();
            assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
            duplicates += TestingGateway.json(response).path("duplicate").asBoolean() ? 1 : 0;
        }
        assertThat(duplicates).isEqualTo(99);
        assertThat(orders("same")).hasSize(1);
        assertThat(gateway.metrics()).contains("tidemill_gateway_duplicates_total 99.0");
    }

    @Test
    void anotherContentIsRefusedAndKeptAsADeadLetter() throws Exception {
        // Given an event
        assertThat(gateway.post(SHOP, order("taken", "1")).statusCode()).isEqualTo(202);
        // When it comes again in another order of keys, and twice with another amount, and from another tenant
        String reordered =
                """
                {"data": {"amount": "1.00", "memberId": "m2", "orderId": "o1"}, "time": "2026-03-01T13:00:00+01:00",
                 "subject": "m1", "type": "order.paid", "source": "/tests", "id": "taken", "specversion": "1.0",
                 "traceparent": "00-1-2-01"}""";
        HttpResponse<String> same = gateway.post(SHOP, reordered);
        HttpResponse<String> other = gateway.post(SHOP, order("taken", "2"));
        HttpResponse<String> otherAgain = gateway.post(SHOP, order("taken", "2"));
        HttpResponse<String> otherTenant = gateway.post("shop-8", order("taken", "1"));
        // Then the first is the same event, and the others are told what stands against them
        assertThat(same.statusCode()).as(same.body()).isEqualTo(202);
        assertThat(TestingGateway.json(same).path("duplicate").asBoolean()).isTrue();
        for (HttpResponse<String> conflict : List.of(other, otherAgain, otherTenant)) {
            assertThat(conflict.statusCode()).as(conflict.body()).isEqualTo(409);
            assertThat(TestingGateway.json(conflict).path("field").asText()).isEqualTo("id");
            assertThat(TestingGateway.json(conflict).path("detail").asText())
                    .contains("taken at 2026-03-01T12:00:00Z with content");
        }
        // And each conflicting content is on the topic once, marked, with its bytes
        List<ConsumerRecord<byte[], byte[]>> records = orders("taken");
        assertThat(records).hasSize(3);
        List<RejectedRecord> rejected = records.stream()
                .flatMap(record -> RejectedRecord.of(record.headers()).stream())
                .toList();
        assertThat(rejected).hasSize(2).extracting(RejectedRecord::reason).containsOnly(Reason.CONFLICTING_EVENT);
        assertThat(records.get(1).value())
                .isNotEqualTo(records.get(0).value())
                .hasSameSizeAs(records.get(0).value());
    }

    @Test
    void aGatewayThatIsStartedAgainKnowsWhatWasTaken() throws Exception {
        // Given events and a conflict that another gateway took
        assertThat(gateway.post(SHOP, order("before", "1")).statusCode()).isEqualTo(202);
        assertThat(gateway.post(SHOP, order("before", "2")).statusCode()).isEqualTo(409);
        gateway.close();
        // When one is started anew
        gateway = TestingGateway.start(folder, kafka.bootstrapServers(), Map.of());
        // Then it knows the event and the conflict, and records neither again
        HttpResponse<String> same = gateway.post(SHOP, order("before", "1"));
        assertThat(same.statusCode()).as(same.body()).isEqualTo(202);
        assertThat(TestingGateway.json(same).path("duplicate").asBoolean()).isTrue();
        assertThat(gateway.post(SHOP, order("before", "2")).statusCode()).isEqualTo(409);
        assertThat(orders("before")).hasSize(2);
        assertThat(gateway.post(SHOP, order("before", "3")).statusCode()).isEqualTo(409);
        assertThat(orders("before")).hasSize(3);
    }

    @Test
    void eventsOfARegisteredTypeAreReadBackThoughTheRegistryIsAwayAtTheStart() throws Exception {
        // Given an event of a type that was registered while the gateway ran
        String event = order("parcel-1", "1")
                .replace("order.paid", "parcel.sent")
                .replaceAll("\"data\":.*", "\"data\":{\"parcel\":\"p-1\"}}");
        gateway.close();
        try (TestingRegistry registry = new TestingRegistry()) {
            SchemaSource source = new SchemaSource(registry.url(), "", "", "", false);
            gateway = TestingGateway.start(folder, kafka.bootstrapServers(), source.open(), Map.of());
            kafka.create(List.of(Topics.ofEvents("parcel.sent")));
            registry.add(
                    "parcel.sent",
                    1,
                    7,
                    "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"parcel\",\"type\":\"string\"}]}");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.post(SHOP, event).statusCode() == 202);

            // When a gateway is started anew, without what the first knew, and before the registry answers
            registry.goAway();
            gateway.close();
            SchemaSource forgetful = new SchemaSource(registry.url(), "other", "", "", false);
            gateway = TestingGateway.start(folder, kafka.bootstrapServers(), forgetful.open(), Map.of());
            assertThat(gateway.post(SHOP, event).statusCode()).isEqualTo(503);
            registry.comeBack();

            // Then it knows the event as soon as it knows the type
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.post(SHOP, event).statusCode() == 202);
            assertThat(TestingGateway.json(gateway.post(SHOP, event))
                            .path("duplicate")
                            .asBoolean())
                    .isTrue();
            assertThat(kafka.committedRecords(Topics.ofEvents("parcel.sent").name()))
                    .hasSize(1);
        }
    }

    @Test
    void whatWasNotAcknowledgedIsNotRemembered() throws Exception {
        // Given an event that could not be sent
        assertThat(gateway.post(SHOP, order("warm", "1")).statusCode()).isEqualTo(202);
        kafka.close();
        assertThat(gateway.post(SHOP, order("lost", "1")).statusCode()).isEqualTo(503);
        // When Kafka is back
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        // Then the event is taken as new, and so would be any under its id
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        gateway.post(SHOP, order("lost", "2")).statusCode())
                .isEqualTo(202));
        assertThat(orders("lost")).anySatisfy(record -> assertThat(RejectedRecord.of(record.headers()))
                .isEmpty());
    }

    @Test
    void theOldestOfTheWindowIsForgottenAndSentAgain() throws Exception {
        // Given a gateway that remembers two events
        gateway.close();
        gateway = TestingGateway.start(
                folder, kafka.bootstrapServers(), Map.of("gateway.remembered-events", "2", "gateway.oldest", "P30D"));
        for (String id : List.of("a", "b", "c")) {
            assertThat(gateway.post(SHOP, order(id, "1")).statusCode()).isEqualTo(202);
        }
        // When all are sent again, the newest first
        for (String id : List.of("c", "b", "a")) {
            assertThat(gateway.post(SHOP, order(id, "1")).statusCode()).isEqualTo(202);
        }
        // Then only the forgotten one was sent again
        assertThat(orders("c")).hasSize(1);
        assertThat(orders("b")).hasSize(1);
        assertThat(orders("a")).hasSize(2);
        // And what is too old for the setting is refused, naming how far back it may lie
        HttpResponse<String> old = gateway.post(SHOP, order("old", "1").replace("2026-03-01", "1970-01-01"));
        assertThat(old.statusCode()).isEqualTo(422);
        assertThat(old.body()).contains("since 2026-01-30T12:00:00Z");
    }

    @Test
    void extensionAttributesAreHeadersOfTheRecord() throws Exception {
        String event =
                order("extended", "1").replace("\"subject\"", "\"traceparent\":\"00-ab\",\"retry\":2,\"subject\"");
        assertThat(gateway.post(SHOP, event).statusCode()).isEqualTo(202);
        assertThat(header(orders("extended").get(0), "ce_traceparent")).isEqualTo("00-ab");
        assertThat(header(orders("extended").get(0), "ce_retry")).isEqualTo("2");
        // And in binary mode
        Map<String, String> headers = Map.of(
                "content-type", "application/json",
                "ce-specversion", "1.0",
                "ce-id", "extended-binary",
                "ce-source", "/tests",
                "ce-type", "order.paid",
                "ce-subject", "m1",
                "ce-time", "2026-03-01T12:00:00Z",
                "CE-Traceparent", "%E6%BD%AE");
        HttpResponse<String> binary =
                gateway.send(SHOP, headers, "{\"orderId\":\"o\",\"memberId\":\"m1\",\"amount\":1}");
        assertThat(binary.statusCode()).as(binary.body()).isEqualTo(202);
        assertThat(header(orders("extended-binary").get(0), "ce_traceparent")).isEqualTo("潮");
        // And what cannot be an attribute is refused
        String camel = order("camel", "1").replace("\"subject\"", "\"traceParent\":\"1\",\"subject\"");
        assertThat(gateway.post(SHOP, camel).body()).contains("lower-case letters and digits");
    }

    @Test
    void personalDataIsProtectedBeforeItIsStored() throws Exception {
        // Given a gateway without a key, which takes no event whose personal data it cannot hash
        String registered =
                """
                {"specversion": "1.0", "id": "r1", "source": "/tests", "type": "member.registered", "subject": "m1",
                 "time": "2026-03-01T12:00:00Z",
                 "data": {"memberId": "m1", "name": "Ada Lovelace-King", "phone": "13812345678"}}""";
        HttpResponse<String> keyless = gateway.post(SHOP, registered);
        assertThat(keyless.statusCode()).isEqualTo(503);
        assertThat(keyless.body()).contains("pii.key-file").doesNotContain("13812345678");
        gateway.close();
        // When one with a key takes it
        Path key = folder.resolve("pii-key");
        SecretFile.readOrMake(key);
        gateway = TestingGateway.start(folder, kafka.bootstrapServers(), Map.of("pii.key-file", key.toString()));
        assertThat(gateway.post(SHOP, registered).statusCode()).isEqualTo(202);
        assertThat(gateway.post("shop-8", registered.replace("r1", "r2")).statusCode())
                .isEqualTo(202);
        // Then neither name nor number is on the topic, and each tenant has a hash of its own
        List<ConsumerRecord<byte[], byte[]>> records =
                kafka.committedRecords(Topics.ofEvents("member.registered").name());
        assertThat(records).hasSize(2);
        List<String> values = records.stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
        assertThat(values)
                .allSatisfy(value ->
                        assertThat(value).contains("*************King", "hmac:").doesNotContain("13812345678", "Ada"));
        assertThat(values.get(0).substring(values.get(0).indexOf("hmac:")))
                .isNotEqualTo(values.get(1).substring(values.get(1).indexOf("hmac:")));
        // And the same again is a duplicate, though its plain text is stored nowhere
        assertThat(TestingGateway.json(gateway.post(SHOP, registered))
                        .path("duplicate")
                        .asBoolean())
                .isTrue();
    }

    private List<ConsumerRecord<byte[], byte[]>> orders(String id) {
        return kafka.committedRecords(Topics.ofEvents("order.paid").name()).stream()
                .filter(record -> header(record, "ce_id").equals(id))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
