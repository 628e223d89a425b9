package io.tidemill.decisionengine.ruleauthoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.decisionengine.rules.CatalogueField;
import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.FieldType;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.RuleAcknowledged;
import io.tidemill.schemas.events.RuleChange;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleAuthoringTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());
    private static final FieldCatalogue CATALOGUE = new FieldCatalogue(
            Set.of("order.paid"),
            List.of(new CatalogueField("event.amount", FieldType.NUMBER, "What was paid.", Set.of("order.paid"))));

    private static TestKafka kafka;
    private static TestPostgres postgres;
    private static RuleAuthoring rules;
    private static HttpServer server;
    private static LocalTokens tokens;
    private static MemoryAuditLog audit;

    @BeforeAll
    static void start(@TempDir Path folder) {
        kafka = TestKafka.start();
        kafka.create(List.of(Topics.RULE_CHANGES, Topics.RULE_ACKNOWLEDGEMENTS));
        postgres = TestPostgres.start();
        rules = RuleAuthoring.open(postgres.dataSource(), kafka.bootstrapServers(), () -> CATALOGUE, CLOCK);
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        audit = new MemoryAuditLog();
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), audit, new PrometheusRegistry(), CLOCK),
                List.of(rules));
    }

    @AfterAll
    static void stop() {
        server.close();
        rules.close();
        postgres.close();
        kafka.close();
    }

    @Test
    void savesPublishesAndRefusesTheStale() throws Exception {
        // When
        HttpResponse<String> created = send("PUT", "/api/rules/big", document("big", 100), "shop-7");
        HttpResponse<String> blind = send("PUT", "/api/rules/big", document("big", 200), "shop-7");
        HttpResponse<String> changed = send(
                "PUT", "/api/rules/big", document("big", 200).replace("{\"id\"", "{\"version\": 1, \"id\""), "shop-7");

        // Then
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("etag")).contains("\"1\"");
        assertThat(blind.statusCode()).isEqualTo(409);
        assertThat(json(blind).get("currentVersion").asLong()).isEqualTo(1);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(json(changed).get("version").asLong()).isEqualTo(2);
        assertThat(json(changed).at("/document/tenant").asText()).isEqualTo("shop-7");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(published("big"))
                .extracting(RuleChange::getVersion)
                .containsExactly(1L, 2L));

        // When
        HttpResponse<String> read = send("GET", "/api/rules/big", "", "shop-7");
        HttpResponse<String> foreign = send("GET", "/api/rules/big", "", "shop-8");
        HttpResponse<String> stolen = send("PUT", "/api/rules/big", document("big", 1), "shop-8");
        HttpResponse<String> withdrawn = send("DELETE", "/api/rules/big?version=2", "", "shop-7");

        // Then
        assertThat(json(read).get("history")).hasSize(2);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(stolen.statusCode()).isEqualTo(403);
        assertThat(withdrawn.statusCode()).isEqualTo(200);
        assertThat(json(send("GET", "/api/rules", "", "shop-7")).get("rules")).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(published("big")).hasSize(3));
        assertThat(published("big").get(2).getDocument()).isNull();
        assertThat(audit.entries()).anyMatch(entry -> entry.entry().action().equals("rule.publish"));
    }

    @Test
    void tellsEveryFault() throws Exception {
        // When
        HttpResponse<String> answer = send(
                "PUT",
                "/api/rules/faulty",
                """
                {"id": "faulty", "name": "n", "on": "order.paid", "then": [{"action": "coupon.issue"}],
                 "when": {"any": [{"field": "event.amount", "operator": "contains", "value": "x"},
                                  {"field": "event.colour", "operator": "eq", "value": "red"}]}}""",
                "shop-7");

        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(json(answer).get("errors"))
                .extracting(error -> error.get("pointer").asText())
                .containsExactly("/when/any/0/operator", "/when/any/1/field");
        assertThat(send("PUT", "/api/rules/other", document("faulty", 1), "shop-7")
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("GET", "/api/rules/faulty", "", "shop-7").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhenAChangeIsLive() throws Exception {
        // Given
        acknowledge("stream/0", 0);

        // When
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(
                () -> send("PUT", "/api/rules/live?wait=20s", document("live", 5), "shop-7"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(published("live")).hasSize(1));
        acknowledge("stream/0", published("live").get(0).getRuleSetVersion());

        // Then
        JsonNode live = json(answer.get()).get("live");
        assertThat(live.get("message").asText()).startsWith("live on 1 of 1 workers after ");
        assertThat(live.at("/byWorker/0/worker").asText()).isEqualTo("stream/0");
        assertThat(live.at("/byWorker/0/live").asBoolean()).isTrue();
    }

    @Test
    void concurrentChangesAscendWithoutGaps() throws Exception {
        // Given
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();

        // When
        IntStream.range(0, 12)
                .forEach(i -> answers.add(CompletableFuture.supplyAsync(
                        () -> send("PUT", "/api/rules/race", document("race", i), "shop-7"))));
        List<Integer> statuses =
                answers.stream().map(answer -> answer.join().statusCode()).toList();

        // Then
        assertThat(statuses).containsOnlyOnce(201);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(11);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(published("race")).hasSize(1));
        List<Long> versions =
                published(null).stream().map(RuleChange::getRuleSetVersion).toList();
        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void publishesAfterARestartWhatWasSavedBefore(@TempDir Path folder) throws Exception {
        // Given
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules/imported.json"), document("imported", 3));
        Files.writeString(folder.resolve("rules/broken.json"), "{\"id\": \"broken\"}");
        RuleStore store = new RuleStore(postgres.dataSource());
        store.save(new RuleDraft("waiting", 0, null, document("waiting", 1), "someone", CLOCK.instant()));

        // When
        List<String> first = rules.importAbsent(folder);
        List<String> second = rules.importAbsent(folder);

        // Then
        assertThat(first).containsExactly("imported");
        assertThat(second).isEmpty();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(published("waiting")).hasSize(1);
            assertThat(published("imported")).hasSize(1);
            assertThat(store.unpublished(10)).isEmpty();
        });
    }

    @Test
    void aRuleFileWaitsForItsEventType(@TempDir Path folder) throws Exception {
        // Given a rule about a type that nobody knows
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules/early.json"), document("early", 3));
        AtomicReference<FieldCatalogue> known = new AtomicReference<>(new FieldCatalogue(Set.of(), List.of()));
        try (RuleAuthoring early =
                RuleAuthoring.open(postgres.dataSource(), kafka.bootstrapServers(), known::get, CLOCK)) {
            assertThat(early.importAbsent(folder)).isEmpty();

            // When it becomes known
            known.set(CATALOGUE);

            // Then
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(published("early")).hasSize(1));
        }
    }

    @Test
    void anEarlierVersionIsPublishedAgain() {
        // Given a rule of two versions
        send("PUT", "/api/rules/back", document("back", 100), "shop-7");
        send(
                "PUT",
                "/api/rules/back?wait=0s",
                document("back", 200).replace("{\"id\"", "{\"version\": 1, \"id\""),
                "shop-7");
        // When one asks what changed
        JsonNode changed = json(send("GET", "/api/rules/back/diff", "", "shop-7"));
        // Then each change is told with what was before
        assertThat(changed.get("changes")).hasSize(1);
        assertThat(changed.at("/changes/0").toString())
                .isEqualTo("{\"op\":\"replace\",\"fromValue\":100,\"path\":\"/when/value\",\"value\":200}");
        assertThat(changed.get("from").asLong()).isEqualTo(1);

        // When the first version is wanted back, by somebody whom it is not, or from a version that is past, or for
        // good
        String rollback = "/api/rules/back/rollback?to=1";
        assertThat(send("POST", rollback, "", "shop-8").statusCode()).isEqualTo(404);
        assertThat(send("POST", rollback + "&version=1", "", "shop-7").statusCode())
                .isEqualTo(409);
        HttpResponse<String> restored = send("POST", rollback, "", "shop-7");

        // Then it is the newest
        assertThat(restored.statusCode()).as(restored.body()).isEqualTo(200);
        assertThat(json(restored).get("version").asLong()).isEqualTo(3);
        assertThat(json(restored).at("/document/when/value").asInt()).isEqualTo(100);
        assertThat(json(send("GET", "/api/rules/back/diff?from=1", "", "shop-7"))
                        .get("changes"))
                .isEmpty();
        assertThat(audit.entries()).anyMatch(entry -> entry.entry().action().equals("rule.rollback"));

        // And a version that there is not, or that withdrew the rule, cannot be had back
        send("DELETE", "/api/rules/back?version=3", "", "shop-7");
        assertThat(json(send("POST", "/api/rules/back/rollback?to=9", "", "shop-7"))
                        .get("detail")
                        .asText())
                .contains("no version 9, expected 1 to 4");
        assertThat(json(send("POST", "/api/rules/back/rollback?to=4", "", "shop-7"))
                        .get("detail")
                        .asText())
                .contains("version 4 withdrew the rule");
        assertThat(send("POST", "/api/rules/back/rollback?to=2", "", "shop-7").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aDocumentIsCheckedBeforeItIsPublished() {
        // Given a document that can never fire
        String never = document("never", 100)
                .replace(
                        "\"when\": {",
                        "\"when\": {\"all\": [{\"field\": \"event.amount\", \"operator\": \"lt\", \"value\": 50}, {")
                .replace("100}", "100}]}");
        // When it is checked, and when it is published
        HttpResponse<String> checked = send("POST", "/api/rules/check", never, "shop-7");
        HttpResponse<String> published = send("PUT", "/api/rules/never", never, "shop-7");
        // Then both say so, and the first has published nothing
        assertThat(checked.statusCode()).as(checked.body()).isEqualTo(200);
        assertThat(json(checked).at("/document/tenant").asText()).isEqualTo("shop-7");
        assertThat(json(checked).at("/warnings/0/code").asText()).isEqualTo("NEVER_TRUE");
        assertThat(json(checked).at("/warnings/0/pointer").asText()).isEqualTo("/when");
        assertThat(published.statusCode()).isEqualTo(201);
        assertThat(json(published).get("warnings")).isEqualTo(json(checked).get("warnings"));
        // And faults are told as when it is published
        assertThat(send("POST", "/api/rules/check", never.replace("\"lt\"", "\"less\""), "shop-7")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void listsTheCatalogue() {
        // When
        JsonNode catalogue = json(send("GET", "/api/catalogue", "", "shop-7"));

        // Then
        assertThat(catalogue.at("/fields/0/name").asText()).isEqualTo("event.amount");
        assertThat(catalogue.at("/fields/0/operators"))
                .extracting(JsonNode::asText)
                .contains("ge", "between");
    }

    private static String document(String id, int amount) {
        return """
                {"id": "%s", "name": "A rule", "on": "order.paid",
                 "when": {"field": "event.amount", "operator": "gt", "value": %d},
                 "then": [{"action": "coupon.issue", "parameters": {"percent": 10}}]}"""
                .formatted(id, amount);
    }

    private static HttpResponse<String> send(String method, String path, String body, String tenant) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(server.uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header(
                        "authorization",
                        "Bearer " + tokens.issue("mei", tenant, Set.of(Role.MARKETER), Duration.ofMinutes(5)));
        // As a client does that has nothing to send.
        HttpRequest request = body.isEmpty()
                ? builder.build()
                : builder.header("content-type", "application/json").build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    private static List<RuleChange> published(@org.jspecify.annotations.Nullable String ruleId)
            throws MalformedRecordException {
        List<RuleChange> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.committedRecords(Topics.RULE_CHANGES.name())) {
            RuleChange change = EventCodec.as(RuleChange.class, CODEC.decode(record.headers(), record.value()));
            if (ruleId == null || change.getRuleId().equals(ruleId)) {
                changes.add(change);
            }
        }
        return changes;
    }

    private static void acknowledge(String worker, long version) throws ExecutionException, InterruptedException {
        Instant now = CLOCK.instant().truncatedTo(ChronoUnit.MILLIS);
        RuleAcknowledged said = RuleAcknowledged.newBuilder()
                .setWorkerId(worker)
                .setRuleSetVersion(version)
                .setLiveAt(now)
                .build();
        Event event = new Event(worker + version, "test", EventTypes.RULE_ACKNOWLEDGED, worker, now, "default", said);
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(CODEC.encode(Topics.RULE_ACKNOWLEDGEMENTS, null, event, now))
                    .get();
        }
    }
}
