package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.infra.launcher.stack.DataFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FeaturesCommandTest {
    private static final String GOOD =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - name: orders
                entity: member
                source: order.paid
                owner: crm@shop
                features:
                  - {name: count_30d, function: count, window: P30D}
                  - {name: amount, function: sum, column: amount}
                  - {name: newest, function: last_n, column: category, n: 5}
                  - {name: amount_per_order, function: ratio, numerator: amount, denominator: count_30d}
            featureServices: [{name: churn, features: ["orders:count_30d"]}]
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void validateSaysWhatAGoodFolderDefines() throws IOException {
        // Given
        define(GOOD);

        // When
        int code = run("validate", "--definitions", definitions());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("project shop: 1 entity, 1 view with 4 features, 1 service");
    }

    @Test
    void validatePrintsEveryProblemWithItsPlace() throws IOException {
        // Given two mistakes, of which three more follow
        define(GOOD.replace("column: amount", "column: amuont").replace("window: P30D", "window: P30X"));

        // When
        int code = run("validate", "--definitions", definitions());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("features/shop.yaml:9 streamFeatureViews[0].features[0].window: ")
                .contains("features/shop.yaml:10 streamFeatureViews[0].features[1].column: ")
                .contains("has no field 'amuont', expected one of ")
                .contains(": 5 problems");
    }

    @Test
    void validateSaysTheSameToPrograms() throws IOException {
        // Given
        define(GOOD.replace("column: amount", "column: amuont"));

        // When
        int code = run("validate", "--definitions", definitions(), "--output", "json");

        // Then
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(code).isEqualTo(1);
        assertThat(answer.path("valid").asBoolean()).isFalse();
        assertThat(answer.path("problems").path(0).path("file").asText()).isEqualTo("features/shop.yaml");
        assertThat(answer.path("problems").path(0).path("line").asInt()).isEqualTo(10);
    }

    @Test
    void listShowsHowEachFeatureIsComputed() throws IOException {
        // Given
        define(GOOD);

        // When
        int code = run("list", "--definitions", definitions());

        // Then
        assertThat(code).isZero();
        assertThat(out.toString().lines().map(line -> line.split(" {2,}", -1)))
                .containsExactly(
                        new String[] {
                            "view", "entity", "feature", "function", "of", "window", "type", "sensitivity", "owner"
                        },
                        new String[] {
                            "orders", "member", "count_30d", "count", "-", "P30D", "int64", "internal", "crm@shop"
                        },
                        new String[] {
                            "orders", "member", "amount", "sum", "amount", "-", "double", "internal", "crm@shop"
                        },
                        new String[] {
                            "orders",
                            "member",
                            "newest",
                            "last_n 5",
                            "category",
                            "-",
                            "string_list",
                            "internal",
                            "crm@shop"
                        },
                        new String[] {
                            "orders",
                            "member",
                            "amount_per_order",
                            "ratio",
                            "amount / count_30d",
                            "-",
                            "double",
                            "internal",
                            "crm@shop"
                        });
    }

    @Test
    void schemaPrintsWhatEditorsTake() throws IOException {
        int code = runAlone("schema");
        assertThat(code).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).path("$schema").asText())
                .isEqualTo("http://json-schema.org/draft-07/schema#");
    }

    @Test
    void whatIsComputedOnDemandIsListedAndLeftOutOfTheExport() throws IOException {
        // Given
        define(
                GOOD
                        + """
                pushSources: [{name: scores}]
                featureViews:
                  - {name: risk, entity: member, source: scores, features: [{name: score, valueType: double}]}
                onDemandFeatureViews:
                  - name: basket
                    sources: [orders]
                    requestSchema: [{name: price, valueType: double}]
                    features: [{name: share, valueType: double, expression: "request.price / orders.amount"}]
                """);

        // When
        int listed = run("list", "--definitions", definitions());
        int validated = run("validate", "--definitions", definitions());
        int exported = run("export", "--out", folder(), "--definitions", definitions(), "--redis", "redis:6379");

        // Then
        assertThat(List.of(listed, validated, exported)).containsOnly(0);
        assertThat(out.toString().lines().map(line -> line.split(" {2,}", -1))).contains(new String[] {
            "basket", "-", "share", "on demand", "request.price / orders.amount", "-", "double", "internal", "-"
        });
        assertThat(out.toString().lines().map(line -> line.split(" {2,}", -1)))
                .contains(new String[] {"risk", "member", "score", "pushed", "scores", "-", "double", "internal", "-"});
        assertThat(out.toString())
                .contains("2 views with 5 features, 1 feature on demand, 1 service")
                .contains("left out: 1 feature on demand");
    }

    @Test
    void whatATableHasIsListedWithItsColumn() throws IOException {
        // Given
        define(
                GOOD
                        + """
                batchFeatureViews:
                  - name: profile
                    entity: member
                    keys: {member: member_no}
                    source: {table: crm.profiles, timestamp: updated_at, created: loaded_at}
                    owner: crm@shop
                    features: [{name: segment, valueType: string, column: segment_code, default: none}]
                """);

        // When
        int listed = run("list", "--definitions", definitions());
        String table = out.toString();
        out.getBuffer().setLength(0);
        int asJson = run("list", "--definitions", definitions(), "--output", "json");

        // Then
        assertThat(List.of(listed, asJson)).containsOnly(0);
        assertThat(table.lines().map(line -> line.split(" {2,}", -1))).contains(new String[] {
            "profile",
            "member",
            "segment",
            "of a table",
            "crm.profiles.segment_code",
            "-",
            "string",
            "internal",
            "crm@shop"
        });
        JsonNode view = new ObjectMapper().readTree(out.toString()).at("/batchFeatureViews/0");
        assertThat(view.at("/source/created").asText()).isEqualTo("loaded_at");
        assertThat(view.at("/entities/0/key").asText()).isEqualTo("member_no");
        assertThat(view.at("/features/0/default").asText()).isEqualTo("none");
        assertThat(view.at("/features/0/sensitivity").asText()).isEqualTo("internal");
    }

    @Test
    void theDefaultOfAFeatureIsListed() throws IOException {
        // Given defaults of each type, and a feature without
        define(
                GOOD
                        + """
                featureViews:
                  - name: risk
                    entity: member
                    features:
                      - {name: level, valueType: int64, default: 1}
                      - {name: score, valueType: double, default: 0.5}
                      - {name: tier, valueType: string, default: none}
                      - {name: note, valueType: string}
                """);

        // When
        int code = run("list", "--definitions", definitions(), "--output", "json");

        // Then
        JsonNode features = new ObjectMapper().readTree(out.toString()).at("/featureViews/0/features");
        assertThat(code).isZero();
        assertThat(features.at("/0/default").longValue()).isEqualTo(1);
        assertThat(features.at("/1/default").doubleValue()).isEqualTo(0.5);
        assertThat(features.at("/2/default").textValue()).isEqualTo("none");
        assertThat(features.get(3).has("default")).isFalse();
    }

    @Test
    void whatWasExportedCanBeImported() throws IOException {
        // Given an export
        define(GOOD);
        run("export", "--out", folder(), "--definitions", definitions(), "--redis", "redis:6379");
        String registry = Path.of(folder(), "registry.db").toString();
        Path file = temporary.resolve("imported/features/feast.yaml");

        // When it is imported, and imported again
        int first = runAlone("import", "--registry", registry, "--out", file.toString());
        int second = runAlone("import", "--registry", registry, "--out", file.toString());

        // Then the definitions are good, and what is left out is named
        assertThat(List.of(first, second)).containsOnly(0);
        assertThat(out.toString())
                .contains("1 view of Feast's")
                .contains("left out: feature orders:newest: its type is Feast's number 12");
        assertThat(run(
                        "validate",
                        "--definitions",
                        temporary.resolve("imported").toString()))
                .isZero();

        // And a file that somebody wrote is not overwritten
        Files.writeString(file, "project: theirs\n");
        assertThat(runAlone("import", "--registry", registry, "--out", file.toString()))
                .isNotZero();
        assertThat(err.toString()).contains("was not imported: expected a new file");
        assertThat(file).content().isEqualTo("project: theirs\n");
    }

    @Test
    void exportTakesDefinitionsAndRedisOfTheStack() throws IOException {
        // Given a stack
        define(GOOD);
        Path configuration = new DataFolder(temporary.resolve("data")).configuration();
        Files.createDirectories(temporary.resolve("data"));
        Files.writeString(
                configuration, "definitions.folder=" + definitions() + "\nredis.host=127.0.0.1\nredis.port=16379\n");

        // When
        int code = run("export", "--out", folder(), "--output", "json");

        // Then
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(code).isZero();
        assertThat(answer.path("redis").asText()).isEqualTo("127.0.0.1:16379");
        assertThat(Path.of(answer.path("registry").asText())).isNotEmptyFile();
        assertThat(Path.of(answer.path("configuration").asText())).content().contains("127.0.0.1:16379");
    }

    @Test
    void exportSaysHowToOpenItInPython() throws IOException {
        // Given
        define(GOOD);

        // When
        int code = run("export", "--out", folder(), "--definitions", definitions(), "--redis", "redis:6379");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("registry.db", "feature_store.yaml", "redis:6379")
                .contains("store = FeatureStore(\"" + folder() + "\")")
                .contains("store.get_online_features([\"orders:count_30d\"], [{\"member_id\": \"...\"}])");
    }

    @Test
    void whatIsWrongOrMissingIsNamed() throws IOException {
        // Given
        define(GOOD);
        Files.createDirectories(Path.of(folder()));
        Files.writeString(Path.of(folder(), "feature_store.yaml"), "project: theirs");

        // When
        // Then
        assertThat(run("export", "--out", folder(), "--definitions", definitions(), "--redis", "redis"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'--redis'", "'redis': expected HOST:PORT");
        assertThat(run("export", "--out", folder(), "--definitions", definitions()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("name Redis by --redis");
        assertThat(run("export", "--out", folder())).isEqualTo(1);
        assertThat(err.toString()).contains("name the folder with features/ by --definitions");
        assertThat(run("list", "--definitions", folder() + "-not")).isEqualTo(1);
        assertThat(err.toString()).contains("--definitions " + folder() + "-not: there is no such folder");
        assertThat(run("export", "--out", folder(), "--definitions", definitions(), "--redis", "redis:6379"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--out: folder " + folder() + " has a feature_store.yaml");
    }

    @Test
    void theEngineOfATrainingSetIsOneThatIsThere() throws IOException {
        // Given a stack that was started without Flink
        Path run = Files.createDirectories(temporary.resolve("data").resolve("run"));
        Files.writeString(new DataFolder(temporary.resolve("data")).configuration(), "");
        Files.writeString(run.resolve("servers.classpath"), "nothing.jar");
        define(GOOD);
        String[] wanted = {
            "training-set",
            "--entities",
            "rows.csv",
            "--service",
            "churn",
            "--definitions",
            definitions(),
            "--out",
            "set.csv"
        };

        // When
        // Then
        assertThat(run(with(wanted, "--engine", "spark"))).isEqualTo(2);
        assertThat(err.toString()).contains("'--engine'", "auto", "in-process", "flink", "'spark'");
        assertThat(run(with(wanted, "--engine", "flink"))).isEqualTo(1);
        assertThat(err.toString()).contains("was started without Flink", "--engine in-process");
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void define(String yaml) throws IOException {
        Path features = Files.createDirectories(Path.of(definitions(), "features"));
        Files.writeString(features.resolve("shop.yaml"), yaml);
    }

    private String definitions() {
        return temporary.resolve("definitions").toString();
    }

    private String folder() {
        return temporary.resolve("feast").toString();
    }

    private int run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--data=" + temporary.resolve("data"));
        return runAlone(words.toArray(String[]::new));
    }

    /** A command that needs no stack. */
    private int runAlone(String... arguments) {
        CommandLine command = Tidemill.command();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> line = new ArrayList<>(List.of("features"));
        line.addAll(List.of(arguments));
        return command.execute(line.toArray(String[]::new));
    }
}
