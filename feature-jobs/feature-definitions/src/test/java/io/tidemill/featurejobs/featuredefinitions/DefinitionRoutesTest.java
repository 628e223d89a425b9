package io.tidemill.featurejobs.featuredefinitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.trainingsets.tables.TestingTable;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featurecatalogue.CatalogueFollower;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FIRST =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                owner: crm
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount, function: sum, column: amount}
              - {name: refunds, entity: member, source: order.refunded, features: [{name: n, function: count}]}
            """;

    private final TestingDependents dependents = new TestingDependents();
    private TestKafka kafka;
    private TestPostgres postgres;
    private FeatureVersions versions;
    private HttpServer server;
    private LocalTokens tokens;
    private final MemoryAuditLog audit = new MemoryAuditLog();
    private Path lake = Path.of("");

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        lake = folder;
        kafka = TestKafka.start();
        kafka.create(List.of(Topics.FEATURE_DEFINITIONS, Topics.FEATURE_BACKFILL));
        postgres = TestPostgres.start();
        versions = FeatureVersions.open(
                Configuration.of(Map.of(
                        "kafka.bootstrap-servers",
                        kafka.bootstrapServers(),
                        "lake.catalog-uri",
                        postgres.jdbcUrl(),
                        "lake.warehouse",
                        folder.toString())),
                postgres.dataSource(),
                dependents,
                Clock.systemUTC());
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), audit, new PrometheusRegistry(), Clock.systemUTC()),
                List.of(versions));
        assertThat(versions.importAbsent(FeatureDefinitions.parse("shop.yaml", FIRST)))
                .isTrue();
        assertThat(versions.importAbsent(FeatureDefinitions.parse("shop.yaml", FIRST)))
                .isFalse();
    }

    @AfterEach
    void stop() {
        server.close();
        versions.close();
        postgres.close();
        kafka.close();
    }

    @Test
    void whatIsAppliedIsPlannedFirstAndAppliedOnce() throws Exception {
        // Given definitions with a window changed, an owner, a new view and none of refunds
        String changed =
                FIRST.replace("P30D", "P7D").replace("refunds", "views").replace("order.refunded", "product.viewed");
        // When they are planned and applied twice
        JsonNode plan = json(send("POST", "/api/feature-views/plan", files(changed), Role.READER), 200);
        JsonNode applied = json(send("POST", "/api/feature-views/apply", files(changed), Role.SCIENTIST), 200);
        JsonNode again = json(send("POST", "/api/feature-views/apply", files(changed), Role.SCIENTIST), 200);
        // Then the plan says what is done, and the second time nothing is
        assertThat(plan).isEqualTo(applied);
        assertThat(plan.at("/changes/0/change").asText()).isEqualTo("changed");
        assertThat(plan.at("/changes/0/version").asInt()).isEqualTo(2);
        assertThat(plan.at("/changes/0/differences/0").asText()).isEqualTo("feature count_30d window: P30D -> P7D");
        assertThat(plan.at("/changes/1/change").asText()).isEqualTo("added");
        assertThat(plan.at("/changes/2/change").asText()).isEqualTo("retired");
        assertThat(again.path("empty").asBoolean()).isTrue();
        assertThat(audit.entries())
                .extracting(recorded -> recorded.entry().action())
                .contains("features.apply");
        // And what is published has the old version serving, and the new ones waiting for their past
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(CatalogueTopic.newest(kafka.bootstrapServers())
                        .orElseThrow()
                        .entries())
                .extracting(entry -> entry.version().id() + " " + entry.serves() + " "
                        + entry.past().name())
                .containsExactly("orders@v1 true streamed", "orders@v2 false awaited", "views@v1 false awaited"));
        try (CatalogueFollower follower = CatalogueFollower.start(
                kafka.bootstrapServers(), FeatureCatalogue.of(FeatureDefinitions.parse("shop.yaml", FIRST)))) {
            assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
            assertThat(follower.get().views()).extracting(view -> view.name()).containsExactly("orders");
            assertThat(follower.get().view("orders@v1")).isPresent();
            assertThat(follower.get().view("orders@v2")).isEmpty();
        }
    }

    @Test
    void whatIsWrongIsRefusedAndNothingChanges() throws Exception {
        // Given
        JsonNode before = json(send("GET", "/api/feature-views", "", Role.READER), 200);
        // When
        String wrong = files(FIRST.replace("column: amount", "column: amuont"));
        JsonNode typo = json(send("POST", "/api/feature-views/apply", wrong, Role.OPERATOR), 422);
        String breaking = files(FIRST.replace("      - {name: amount, function: sum, column: amount}\n", ""));
        JsonNode broken = json(send("POST", "/api/feature-views/apply", breaking, Role.OPERATOR), 409);
        ObjectNode late = (ObjectNode) JSON.readTree(files(FIRST.replace("P30D", "P7D")));
        late.put("revision", 0);
        JsonNode stale = json(send("POST", "/api/feature-views/apply", late.toString(), Role.OPERATOR), 409);
        JsonNode other = json(
                send("POST", "/api/feature-views/plan", files(FIRST.replace("shop\n", "mall\n")), Role.READER), 422);
        // Then each says why, and everything is as it was
        assertThat(typo.path("detail").asText()).contains("shop.yaml:").contains("amuont");
        assertThat(broken.path("detail").asText()).contains("model churn");
        assertThat(stale.path("detail").asText()).contains("plan again");
        assertThat(other.path("detail").asText()).contains("project 'mall', expected 'shop'");
        assertThat(send("POST", "/api/feature-views/apply", files(FIRST), Role.READER)
                        .statusCode())
                .isEqualTo(403);
        JsonNode after = json(send("GET", "/api/feature-views", "", Role.READER), 200);
        assertThat(after.path("versions")).isEqualTo(before.path("versions"));
        assertThat(after.path("revision")).isEqualTo(before.path("revision"));
    }

    @Test
    void editorsReadTheSchemaOfDefinitions() throws Exception {
        JsonNode schema = json(send("GET", "/api/feature-schema", "", Role.PRODUCER), 200);
        assertThat(schema.at("/properties/streamFeatureViews/description").asText())
                .isNotEmpty();
    }

    @Test
    void aViewOfSeveralEventTypesIsPlannedAsTheNextVersion() throws Exception {
        String several =
                FIRST.replace("source: order.refunded,", "source: order.paid, takenBackBy: {order.refunded: {}},");
        JsonNode planned = json(send("POST", "/api/feature-views/plan", files(several), Role.READER), 200);
        assertThat(planned.path("changes")).anySatisfy(change -> assertThat(change.toString())
                .contains("\"view\":\"refunds\",\"change\":\"changed\",\"version\":2")
                .contains("takenBackBy.order.refunded: none -> {}"));
    }

    @Test
    void whatCannotBeBroughtIntoServiceIsRefused() throws Exception {
        // Given definitions that fit once and not twice, or not at all
        String large = FIRST.replace("owner: crm", "owner: crm\n    description: " + "x".repeat(500_000));
        json(send("POST", "/api/feature-views/apply", files(large), Role.SCIENTIST), 200);
        String described = FIRST.replace("owner: crm", "owner: crm\n    description: " + "x".repeat(1_000_000));
        String pushed = large + "pushSources: [{name: scores, description: " + "x".repeat(500_000) + "}]\n";
        // When
        JsonNode room = json(
                send("POST", "/api/feature-views/apply", files(large.replace("P30D", "P7D")), Role.SCIENTIST), 422);
        JsonNode noRoom = json(send("POST", "/api/feature-views/apply", files(described), Role.SCIENTIST), 422);
        JsonNode beside = json(send("POST", "/api/feature-views/apply", files(pushed), Role.SCIENTIST), 422);
        // Then each says why
        assertThat(List.of(room, noRoom, beside))
                .allSatisfy(refused -> assertThat(refused.path("detail").asText())
                        .contains("expected at most")
                        .contains("features retire"));
    }

    @Test
    void aNameStaysWithWhatIsComputedOrWithWhatOthersWrite() throws Exception {
        // Given a feature view beside those that are computed, and refunds retired
        String entity = "entity: member, features: [{name: n, valueType: int64}]}]\n";
        String risk = FIRST.replaceAll(".*name: refunds.*\n", "") + "featureViews: [{name: risk, " + entity;
        json(send("POST", "/api/feature-views/apply", files(risk), Role.SCIENTIST), 200);
        // When a view that is computed, or was, is to be one that others write, and the other way round
        String orders = FIRST.replace("orders", "others") + "featureViews: [{name: orders, " + entity;
        String refunds = risk.replace("name: risk", "name: refunds");
        JsonNode isComputed = json(send("POST", "/api/feature-views/plan", files(orders), Role.READER), 422);
        JsonNode wasComputed = json(send("POST", "/api/feature-views/apply", files(refunds), Role.SCIENTIST), 422);
        String computed = FIRST.replace("name: refunds", "name: risk");
        JsonNode isWritten = json(send("POST", "/api/feature-views/apply", files(computed), Role.SCIENTIST), 422);
        // Then each says why, and nothing has changed
        assertThat(isComputed.path("detail").asText())
                .contains("feature view orders is called like a view that is, or was, computed from events");
        assertThat(wasComputed.path("detail").asText())
                .contains("feature view refunds is called like a view that is, or was, computed from events");
        assertThat(isWritten.path("detail").asText())
                .contains("stream feature view risk is called like a feature view");
        JsonNode again = json(send("POST", "/api/feature-views/plan", files(risk), Role.READER), 200);
        assertThat(again.path("empty").asBoolean()).isTrue();
    }

    @Test
    void aViewOfATableIsHeldAgainstTheTable() throws Exception {
        // Given a table that lacks a column, has another for a number, and none of the second view
        String views = FIRST
                + """
                batchFeatureViews:
                  - name: profile
                    entity: member
                    source: {table: crm.profiles, timestamp: at}
                    features:
                      - {name: score, valueType: double}
                      - {name: level, valueType: int64, column: tier}
                  - name: other
                    entity: member
                    source: {table: crm.others, timestamp: at}
                    features: [{name: score, valueType: double}]
                """;
        try (LakeCatalog catalog = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), lake.toString()))) {
            TestingTable table = TestingTable.in(
                    catalog,
                    "crm.profiles",
                    new Schema(
                            Types.NestedField.optional(1, "member_id", Types.StringType.get()),
                            Types.NestedField.optional(2, "at", Types.TimestampType.withZone()),
                            Types.NestedField.optional(3, "tier", Types.StringType.get())));
            // When
            JsonNode refused = json(send("POST", "/api/feature-views/plan", files(views), Role.READER), 422);
            // Then each problem is told with its place
            assertThat(refused.path("detail").asText().lines())
                    .containsExactly(
                            "shop.yaml:17 batchFeatureViews[0].features[0]: table crm.profiles has no column 'score',"
                                    + " expected one of member_id, at, tier",
                            "shop.yaml:18 batchFeatureViews[0].features[1].column: column 'tier' of table crm.profiles is"
                                    + " string, expected int, long or boolean for a feature of type int64",
                            "shop.yaml:21 batchFeatureViews[1].source.table: the lake has no table crm.others");
            // And when the table has it, and the view is described as it is, it is applied without a version
            table.table()
                    .updateSchema()
                    .addColumn("score", Types.FloatType.get())
                    .commit();
            String good = views.substring(0, views.indexOf("  - name: other")).replace("int64", "string");
            JsonNode applied = json(send("POST", "/api/feature-views/apply", files(good), Role.SCIENTIST), 200);
            assertThat(applied.path("changes").get(2))
                    .isEqualTo(JSON.readTree(
                            "{\"view\": \"profile\", \"change\": \"added\", \"table\": \"crm.profiles\"}"));
            assertThat(json(send("GET", "/api/feature-views/profile", "", Role.READER), 200)
                            .path("definition")
                            .asText())
                    .contains("table: crm.profiles");
            // And what becomes of it is told, also when its table has gone
            catalog.tables().dropTable(TableIdentifier.parse("crm.profiles"));
            assertThat(change(good)).isEqualTo("unchanged");
            assertThat(change(good.replace("timestamp: at}", "timestamp: at}\n    owner: crm")))
                    .isEqualTo("described");
            assertThat(change(FIRST)).isEqualTo("retired");
            json(send("POST", "/api/feature-views/plan", files(good.replace("tier", "at")), Role.READER), 422);
            JsonNode computed = json(
                    send("POST", "/api/feature-views/plan", files(FIRST.replace("refunds", "profile")), Role.READER),
                    422);
            assertThat(computed.path("detail").asText())
                    .contains("stream feature view profile is called like a feature view");
        }
    }

    private String change(String text) throws Exception {
        return json(send("POST", "/api/feature-views/plan", files(text), Role.READER), 200)
                .path("changes")
                .get(2)
                .path("change")
                .asText();
    }

    @Test
    void ownersChangeWithoutAVersionAndVersionsAreComparedAndRetired() throws Exception {
        // Given another owner and ttl, and then another window
        String owned = FIRST.replace("owner: crm", "owner: bi\n    ttl: P9D");
        JsonNode described = json(send("POST", "/api/feature-views/apply", files(owned), Role.SCIENTIST), 200);
        json(send("POST", "/api/feature-views/apply", files(owned.replace("P30D", "P7D")), Role.SCIENTIST), 200);
        // When
        JsonNode shown = json(send("GET", "/api/feature-views/orders", "", Role.READER), 200);
        JsonNode diff = json(send("GET", "/api/feature-views/orders/diff?from=1&to=2", "", Role.READER), 200);
        JsonNode serving = json(send("DELETE", "/api/feature-views/orders/versions/1", "", Role.SCIENTIST), 409);
        JsonNode retired = json(send("DELETE", "/api/feature-views/orders/versions/2", "", Role.SCIENTIST), 200);
        // Then
        assertThat(described.at("/changes/0/change").asText()).isEqualTo("described");
        assertThat(described.at("/changes/0/version").asInt()).isEqualTo(1);
        assertThat(shown.path("versions")).hasSize(2);
        assertThat(shown.at("/versions/0/definition").asText()).contains("owner: bi");
        assertThat(diff.path("differences")).hasSize(1);
        assertThat(serving.path("detail").asText()).contains("orders@v1 serves");
        assertThat(retired.path("retired").asText()).isEqualTo("orders@v2");
        // And a number is not used twice
        JsonNode plan =
                json(send("POST", "/api/feature-views/plan", files(owned.replace("P30D", "P7D")), Role.READER), 200);
        assertThat(plan.at("/changes/0/version").asInt()).isEqualTo(3);
    }

    @Test
    void whatAServedModelWasTrainedOnStaysAndEverybodyWhoUsesAViewIsTold() throws Exception {
        // Given a model that serves and was trained on version 1, a rule, and another version that does not serve yet
        dependents.serves("model churn version 3 (champion)", "orders@v1");
        dependents.names("rule win-back", "orders:count_30d");
        String changed = FIRST.replace("P30D", "P7D");
        // When it is planned, applied and compared
        JsonNode plan = json(send("POST", "/api/feature-views/plan", files(changed), Role.READER), 200);
        json(send("POST", "/api/feature-views/apply", files(changed), Role.SCIENTIST), 200);
        JsonNode diff = json(send("GET", "/api/feature-views/orders/diff?from=1&to=2", "", Role.READER), 200);
        // Then each says who uses the view, and with which version
        assertThat(plan.at("/changes/0/uses"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "model churn version 3 (champion) stays with orders@v1",
                        "model churn goes over to orders@v2 when it is trained next",
                        "rule win-back goes over to orders@v2 once that serves");
        assertThat(diff.path("uses"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "model churn version 3 (champion) uses orders@v1",
                        "model churn is trained on orders@v1, which serves",
                        "rule win-back uses orders@v1, which serves");
        // When the version that the model is asked with is to go, by itself or with its view
        dependents.serves("model churn version 4 (challenger)", "orders@v2");
        JsonNode retired = json(send("DELETE", "/api/feature-views/orders/versions/2", "", Role.SCIENTIST), 409);
        dependents.serves("model returns version 1 (champion)", "refunds@v1");
        String without = changed.replaceAll(".*name: refunds.*\n", "");
        JsonNode gone = json(send("POST", "/api/feature-views/apply", files(without), Role.SCIENTIST), 409);
        // Then both are refused, and name the model
        assertThat(retired.path("detail").asText())
                .contains("model churn version 4 (challenger) was trained on orders@v2");
        assertThat(gone.path("detail").asText())
                .contains("model returns version 1 (champion) was trained on refunds@v1");
    }

    private static String files(String text) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("files").put("shop.yaml", text);
        return body.toString();
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> send(String method, String path, String body, Role role) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
                .header(
                        "authorization",
                        "Bearer " + tokens.issue("ann", "default", Set.of(role), Duration.ofMinutes(5)))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
