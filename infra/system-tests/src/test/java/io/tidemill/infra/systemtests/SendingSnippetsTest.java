package io.tidemill.infra.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The snippets of docs/inputs.md that send events, run as they stand there against a whole stack. Needs {@code curl},
 * {@code jq}, {@code python3} and PyPI.
 */
@Tag("long")
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class SendingSnippetsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path REQUIREMENTS =
            Repository.ROOT.resolve("ingestion/lake-sink/src/test/resources/confluent/requirements.txt");
    private static final String EVENT = "{\"specversion\": \"1.0\", \"id\": \"%s\", \"source\": \"/shops/shop-03\","
            + " \"type\": \"order.paid\", \"subject\": \"m-1\", \"time\": \"2025-03-03T12:30:00Z\","
            + " \"data\": {\"orderId\": \"%s\", \"memberId\": \"m-1\", \"amount\": 1}}";

    @TempDir
    private Path folder;

    private Stack stack;

    @BeforeEach
    void up() {
        stack = Stack.up("examples/shops");
    }

    @AfterEach
    void down() throws IOException {
        stack.close();
        stack.delete();
    }

    @Test
    void curlPythonAndJavaSendEvents() throws Exception {
        // When
        String curl = run("producer", "bash", "-c", snippet("sh", "curl \"$API/api/events\""));
        String python = run(
                "producer",
                "python3",
                write(
                        "send.py",
                        snippet("python", "urllib")
                                + "\nimport os\nprint(send(os.environ['API'], os.environ['TOKEN'], json.loads('''"
                                + EVENT.formatted("python-1", "python-1") + "''')))\n"));
        String java = run(
                "producer",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                write(
                        "Send.java",
                        "import java.net.URI;\nimport java.net.http.*;\nclass Send {\n"
                                + "public static void main(String[] arguments) throws Exception {\n"
                                + "String api = System.getenv(\"API\");\nString token = System.getenv(\"TOKEN\");\n"
                                + "String event = \"\"\"\n" + EVENT.formatted("java-1", "java-1") + "\"\"\";\n"
                                + snippet("java", "HttpRequest")
                                + "System.out.println(answer.statusCode() + answer.body());\n}\n}\n"));

        // Then each was taken, and all are rows
        assertThat(List.of(curl, python, java))
                .allSatisfy(answer -> assertThat(answer).contains("202").doesNotContain("refused"));
        awaitRows("order.paid", 3);
    }

    @Test
    void aTypeIsRegisteredByCurlAndSentToKafkaByConfluentsClient() throws Exception {
        // Given
        write("parcel.sent.avsc", snippet("json", "ParcelSent"));
        String registered = run("operator", "bash", "-c", snippet("sh", "/schema-registry/subjects"));
        assertThat(CommandLine.json(registered).path("id").asInt()).isGreaterThan(1000);
        Api reader = stack.api("reader");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        reader.get("/api/types/parcel.sent").path("ready").asBoolean())
                .isTrue());
        run("producer", "python3", "-m", "venv", "python");
        run("producer", "python/bin/pip", "install", "--quiet", "--requirement", REQUIREMENTS.toString());

        // When
        run(
                "producer",
                "python/bin/python",
                write(
                        "kafka.py",
                        "import os\napi, token, kafka = (os.environ[key] for key in ('API', 'TOKEN', 'KAFKA'))\n"
                                + snippet("python", "confluent_kafka")));

        // Then
        awaitRows("parcel.sent", 1);
    }

    private void awaitRows(String type, long rows) {
        try (LakeReader lake = stack.lake()) {
            await().atMost(PATIENCE).until(() -> lake.rows(type) == rows);
        }
    }

    /** The first code block of a language that has a text in it. */
    private static String snippet(String language, String having) throws IOException {
        Matcher blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(Repository.ROOT.resolve("docs/inputs.md")));
        return blocks.results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(having))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/inputs.md has no " + language + " with " + having));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).getFileName().toString();
    }

    /** What a program printed that knows the stack as the snippets do; fails unless it exits with 0. */
    private String run(String role, String... command) throws Exception {
        JsonNode addresses = stack.status().path("addresses");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .putAll(Map.of(
                        "API", addresses.path("api").asText(),
                        "KAFKA", stack.kafka(),
                        "TOKEN", stack.run("token", "--role", role).strip()));
        Path problems = folder.resolve("problems");
        Process process = builder.redirectError(problems.toFile()).start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(printed + Files.readString(problems))
                    .isZero();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }
}
