package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.featuredefinitions.FeatureDependents;
import io.tidemill.featurejobs.featuredefinitions.FeatureVersions;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that change definitions, against the servers' module; no job runs, so that new versions wait. */
class FeatureVersionsCommandTest {
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
            """;

    /** A model that is made of one feature, and does not serve yet. */
    private static final class Dependents implements FeatureDependents {
        @Override
        public List<String> naming(Set<String> features) {
            return features.contains("orders:amount") ? List.of("model churn") : List.of();
        }

        @Override
        public Map<String, List<String>> trainedOn(Set<String> versions) {
            return Map.of();
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestKafka kafka;
    private TestPostgres postgres;
    private FeatureVersions versions;
    private HttpServer server;

    @TempDir
    private Path temporary = Path.of("");

    @BeforeEach
    void start() throws Exception {
        kafka = TestKafka.start();
        kafka.create(List.of(Topics.FEATURE_DEFINITIONS, Topics.FEATURE_BACKFILL));
        postgres = TestPostgres.start();
        DataFolder data = new DataFolder(Files.createDirectories(temporary.resolve("data")));
        versions = FeatureVersions.open(
                Configuration.of(Map.of(
                        "kafka.bootstrap-servers",
                        kafka.bootstrapServers(),
                        "lake.catalog-uri",
                        postgres.jdbcUrl(),
                        "lake.warehouse",
                        temporary.toString())),
                postgres.dataSource(),
                new Dependents(),
                Clock.systemUTC());
        LocalTokens tokens = LocalTokens.ofSecretFile(data.authSecret(), Clock.systemUTC());
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC()),
                List.of(versions));
        Files.createDirectories(data.run());
        Files.writeString(data.state(), "{\"addresses\": {\"api\": \"" + server.uri("") + "\"}}");
        versions.importAbsent(FeatureDefinitions.parse("shop.yaml", FIRST));
    }

    @AfterEach
    void stop() {
        server.close();
        versions.close();
        postgres.close();
        kafka.close();
    }

    @Test
    void aChangeIsPlannedAppliedListedShownComparedAndRetired() throws Exception {
        // Given a window that changed
        define(FIRST.replace("P30D", "P7D"));
        // When it is planned, and applied twice
        assertThat(run("plan", "--definitions", definitions())).isZero();
        assertThat(told())
                .contains("~ orders: version 2, filled from the lake while version 1 goes on")
                .contains("    feature count_30d window: P30D -> P7D")
                .contains("    used: model churn goes over to orders@v2 when it is trained next");
        assertThat(run("apply", "--definitions", definitions(), "--no-wait")).isZero();
        assertThat(told()).contains("~ orders: version 2");
        assertThat(run("apply", "--definitions", definitions())).isZero();
        // Then the second time nothing is done
        assertThat(told()).contains("= orders: version 2").contains("nothing to change");
        // And the versions are there to be looked at
        assertThat(run("list", "--versions")).isZero();
        assertThat(told()).containsPattern("orders@v1 .* serves").containsPattern("orders@v2 .* arming, waits for");
        assertThat(run("list", "--versions", "--output", "json")).isZero();
        JsonNode list = new ObjectMapper().readTree(told());
        assertThat(list.path("versions")).hasSize(2);
        assertThat(run("show", "orders")).isZero();
        assertThat(told()).contains("orders@v1: serves; applied by tidemill at").contains("    project: shop");
        assertThat(run("diff", "orders", "1", "2")).isZero();
        assertThat(told().strip())
                .isEqualTo(
                        "feature count_30d window: P30D -> P7D\nused: model churn is trained on orders@v1, which serves");
        assertThat(run("retire", "orders@v1")).isEqualTo(1);
        assertThat(err.toString()).contains("orders@v1 serves");
        assertThat(run("retire", "orders@v2")).isZero();
        assertThat(told()).contains("orders@v2: retired");
        assertThat(run("retire", "orders")).isEqualTo(2);
    }

    @Test
    void whatWouldBreakOrIsWrongIsRefused() throws Exception {
        // Given a feature that a model names, and is gone
        define(FIRST.replace("      - {name: amount, function: sum, column: amount}\n", ""));
        // When
        // Then both commands end with 1, and say who names it
        assertThat(run("plan", "--definitions", definitions())).isEqualTo(1);
        assertThat(told()).contains("refused: model churn names a feature that would go away");
        assertThat(run("apply", "--definitions", definitions())).isEqualTo(1);
        assertThat(told()).contains("refused: model churn");
        // And a mistake is told by its place
        define(FIRST.replace("column: amount", "column: amuont"));
        assertThat(run("apply", "--definitions", definitions())).isEqualTo(1);
        assertThat(err.toString()).contains("features/shop.yaml:10").contains("amuont");
        assertThat(run("list", "--versions")).isZero();
        assertThat(told()).doesNotContain("orders@v2");
    }

    @Test
    void whatIsExportedIsWhatServesAndNotWhatTheFolderHas() throws Exception {
        // Given the stack's own folder with another view, which was not applied
        define(FIRST.replace("name: orders", "name: others"));
        DataFolder data = new DataFolder(temporary.resolve("data"));
        Files.writeString(
                data.configuration(),
                "definitions.folder=" + definitions() + "\nkafka.bootstrap-servers=" + kafka.bootstrapServers() + "\n");
        await().atMost(PATIENCE)
                .until(() -> CatalogueTopic.newest(kafka.bootstrapServers()).isPresent());
        // When
        // Then the export has what serves, and of a folder of somebody's own what that has
        assertThat(run(
                        "export",
                        "--redis",
                        "127.0.0.1:6379",
                        "--out",
                        temporary.resolve("feast").toString()))
                .as(err.toString())
                .isZero();
        assertThat(told()).contains("\"orders:count_30d\"");
        Path own = temporary.resolve("own/features");
        Files.writeString(
                Files.createDirectories(own).resolve("shop.yaml"), FIRST.replace("name: orders", "name: mine"));
        assertThat(run(
                        "export",
                        "--definitions",
                        temporary.resolve("own").toString(),
                        "--redis",
                        "127.0.0.1:6379",
                        "--out",
                        temporary.resolve("mine").toString()))
                .isZero();
        assertThat(told()).contains("\"mine:count_30d\"");
    }

    private void define(String yaml) throws IOException {
        Path features = Files.createDirectories(Path.of(definitions(), "features"));
        Files.writeString(features.resolve("shop.yaml"), yaml);
    }

    private String definitions() {
        return temporary.resolve("definitions").toString();
    }

    /** What was printed since it was last asked for. */
    private String told() {
        String text = out.toString();
        out.getBuffer().setLength(0);
        return text;
    }

    private int run(String... arguments) {
        CommandLine command = Tidemill.command();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> line = new ArrayList<>(List.of("features"));
        line.addAll(List.of(arguments));
        line.add("--data=" + temporary.resolve("data"));
        return command.execute(line.toArray(String[]::new));
    }
}
