package io.tidemill.decisionengine.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestRedis;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ActionRequested;
import io.tidemill.schemas.events.Decision;
import io.tidemill.schemas.events.ModelChange;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.RuleAcknowledged;
import io.tidemill.schemas.events.RuleChange;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.math.BigDecimal;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionJobTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
    private static final OnlineView VIEW =
            OnlineView.of("member_orders", List.of("order_count", "time_since_last_order"));

    private Path folder;
    private final int redisPort = FreePorts.next();
    private TestKafka kafka;
    private KafkaProducer<byte[], byte[]> producer;
    private JobClient job;
    private DecisionWorker worker;
    private HttpServer server;
    private TestingRegistry registry;
    private LocalTokens tokens;

    @BeforeEach
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        kafka = TestKafka.start();
        kafka.create(Topics.all());
        registry = new TestingRegistry();
        producer = kafka.producer();
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(
                folder.resolve("features/members.yaml"),
                """
                project: shop
                entities:
                  - {name: member, joinKey: member_id, valueType: string}
                streamFeatureViews:
                  - name: member_orders
                    entity: member
                    source: order.paid
                    owner: tests
                    features:
                      - {name: order_count, function: count}
                      - {name: time_since_last_order, function: time_since_last}
                """);
        Map<String, String> settings = Map.of(
                "kafka.bootstrap-servers", kafka.bootstrapServers(),
                "redis.host", "127.0.0.1",
                "redis.port", Integer.toString(redisPort),
                "definitions.folder", folder.toString(),
                "flink.parallelism", "2",
                "flink.checkpoint-interval", "PT0.5S",
                "flink.checkpoint-folder", folder.resolve("checkpoints").toUri().toString());
        job = DecisionJob.define(new JobConfiguration(settings)).executeAsync(DecisionJob.NAME);
        worker = DecisionWorker.start(settings, "http/test", Clock.systemUTC());
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC()),
                List.of(new Decisions(
                        worker, new SchemaSource(registry.url(), "", "", "", true).open(), Clock.systemUTC())));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        registry.close();
        worker.close();
        job.cancel().get();
        producer.close();
        kafka.close();
    }

    @Test
    void aPublishedRuleDecidesWithoutARestart() throws Exception {
        // Given
        worker.awaitReady();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(workersAt(0)).hasSize(3));
        serve(7, 1.5);

        // When
        publish(1);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(workersAt(1))
                .containsExactlyInAnyOrder("stream/0", "stream/1", "http/test"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ask("m1").statusCode()).isEqualTo(503));

        // When
        order("during-the-outage", "unknown", NOON);
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> decisions()
                .isEmpty());
        try (TestRedis redis = TestRedis.startOn(redisPort)) {
            assertThat(redis.port()).isEqualTo(redisPort);
            writeFeatures();
            order("o1", "m1", NOON);
            order("o1", "m1", NOON);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(decisions()).hasSize(2));
            Decision decision = decisions().stream()
                    .filter(made -> made.getEntityId().equals("m1"))
                    .findFirst()
                    .orElseThrow();
            JsonNode answer = new ObjectMapper().readTree(ask("m1").body());

            // Then
            assertThat(decision.getEventId()).isEqualTo("o1");
            assertThat(decision.getModelVersion()).isEqualTo(7);
            assertThat(textKeys(decision.getFeatures()))
                    .containsEntry("member_orders:order_count", 5.0)
                    .containsEntry("member_orders:time_since_last_order", 3600.0);
            assertThat(decision.getRulesFired()).hasSize(1);
            assertThat(actions()).extracting(ActionRequested::getDecisionId).containsExactly(decision.getDecisionId());
            assertThat(answer.get("score").asDouble()).isEqualTo(decision.getScore());
            assertThat(answer.at("/features/member_orders:time_since_last_order")
                            .asDouble())
                    .isEqualTo(3600.0);
            assertThat(answer.at("/rulesFired/0/ruleId").asText()).isEqualTo("win-back");
            assertThat(answer.at("/actions/0/parameters/percent").asText()).isEqualTo("15");
            assertThat(answer.at("/ruleSetVersion").asLong()).isEqualTo(decision.getRuleSetVersion());

            // When: somebody of whom nothing is known is asked about, and why nothing is done
            String unknown = "{\"eventType\": \"order.paid\", \"entityId\": \"nobody\", \"explain\": true}";
            JsonNode explained = new ObjectMapper().readTree(question(unknown).body());

            // Then
            assertThat(answer.has("rulesMissed")).isFalse();
            assertThat(explained.at("/rulesMissed/0/ruleId").asText()).isEqualTo("win-back");
            assertThat(explained.at("/rulesMissed/0/missed/1/pointer").asText()).isEqualTo("/when/all/1");
            assertThat(explained.at("/rulesMissed/0/missed/1/expected/value").asInt())
                    .isEqualTo(3600);
            assertThat(explained.at("/rulesMissed/0/missed/1/found").isNull()).isTrue();

            // When: a type is asked about that is registered only now
            String parcel = "{\"eventType\": \"parcel.sent\", \"entityId\": \"m1\", \"data\": {\"grams\": 900}}";
            await().atMost(PATIENCE).until(() -> question(parcel).statusCode() == 422);
            registry.add(
                    "parcel.sent",
                    1,
                    1001,
                    "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"grams\",\"type\":\"int\"}]}");

            // Then
            await().atMost(PATIENCE).until(() -> question(parcel).statusCode() == 200);
            assertThat(question(parcel.replace("grams", "weight")).body()).contains("data.weight");

            // When
            serve(8, 2.5);

            // Then
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(new ObjectMapper()
                            .readTree(ask("m1").body())
                            .get("modelVersion")
                            .asLong())
                    .isEqualTo(8));
        }
    }

    private void publish(long version) throws Exception {
        String document =
                """
                {"id": "win-back", "name": "Win back", "on": "order.paid",
                 "when": {"all": [{"field": "model.churn.score", "operator": "gt", "value": 0.7},
                                  {"field": "feature.member_orders:time_since_last_order", "operator": "ge", "value": 3600}]},
                 "then": [{"action": "coupon.issue", "parameters": {"percent": 15}}]}""";
        send(
                Topics.RULE_CHANGES,
                EventTypes.RULE_CHANGED,
                "win-back",
                "rule-" + version,
                NOON,
                new RuleChange("win-back", version, version, document, "mei", NOON));
    }

    private void serve(long version, double leaf) throws Exception {
        ModelArtifact artifact = TestingModels.stump("churn", "member_orders:order_count", leaf);
        Path file = Files.write(folder.resolve("churn-" + version + ".json"), artifact.toBytes());
        send(
                Topics.MODEL_CHANGES,
                EventTypes.MODEL_CHANGED,
                "churn",
                "model-" + version,
                NOON,
                new ModelChange(
                        "churn", version, file.toUri().toString(), ModelArtifact.sha256(artifact.toBytes()), NOON));
    }

    private void writeFeatures() {
        try (OnlineStoreWriter writer = OnlineStoreWriter.open(OnlineStoreConfig.of("127.0.0.1", redisPort, "shop"))) {
            writer.write(
                    List.of(new FeatureRow(
                            VIEW,
                            EntityKey.of("member_id", "m1"),
                            NOON,
                            List.of(FeatureValue.of(5), FeatureValue.of(NOON.minusSeconds(3600))))),
                    WriteRule.NOT_OLDER);
        }
    }

    private void order(String id, String member, Instant time) throws Exception {
        OrderPaid order = OrderPaid.newBuilder()
                .setOrderId(id)
                .setMemberId(member)
                .setAmount(new BigDecimal("20.0000"))
                .build();
        send(Topics.ofEvents("order.paid"), "order.paid", member, id, time, order);
    }

    private void send(Topic topic, String type, String subject, String id, Instant time, SpecificRecord data)
            throws Exception {
        Event event = new Event(id, "shop", type, subject, time, "default", data);
        producer.send(CODEC.encode(topic, null, event, Instant.now())).get();
    }

    private HttpResponse<String> ask(String member) throws Exception {
        String body =
                """
                {"eventType": "order.paid", "entityId": "%s", "data": {"amount": 20.00}, "time": "%s"}"""
                        .formatted(member, NOON);
        return question(body);
    }

    private HttpResponse<String> question(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/decisions"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("content-type", "application/json")
                .header(
                        "authorization",
                        "Bearer " + tokens.issue("pos", "default", Set.of(Role.READER), Duration.ofMinutes(5)))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private List<String> workersAt(long version) throws MalformedRecordException {
        return read(Topics.RULE_ACKNOWLEDGEMENTS, RuleAcknowledged.class).stream()
                .filter(said -> said.getRuleSetVersion() == version)
                .map(RuleAcknowledged::getWorkerId)
                .distinct()
                .toList();
    }

    /** Avro reads the keys of maps as its own kind of text. */
    private static Map<String, Object> textKeys(Map<?, Object> read) {
        return read.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
    }

    private List<Decision> decisions() throws MalformedRecordException {
        return read(Topics.DECISIONS, Decision.class);
    }

    private List<ActionRequested> actions() throws MalformedRecordException {
        return read(Topics.ACTIONS, ActionRequested.class);
    }

    private <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) throws MalformedRecordException {
        List<T> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.committedRecords(topic.name())) {
            values.add(EventCodec.as(type, CODEC.decode(record.headers(), record.value())));
        }
        return values;
    }
}
