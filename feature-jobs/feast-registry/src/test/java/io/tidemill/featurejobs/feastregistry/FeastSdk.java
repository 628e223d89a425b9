package io.tidemill.featurejobs.feastregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Feast's SDK for Python, installed from PyPI into a virtual environment below the module's target folder, where the next
 * run finds it.
 *
 * @param environment the virtual environment
 * @param missing why it is not installed, if it is not
 */
record FeastSdk(Path environment, Optional<String> missing) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CLIENT = Path.of("src/test/resources/feast");
    private static final Path REQUIREMENTS = CLIENT.resolve("requirements.txt");
    private static final long LONGEST_MINUTES = 15;

    /** Installs it, where there are Python and PyPI. */
    static FeastSdk install() throws IOException, InterruptedException {
        Path environment = Path.of("target/feast-sdk").toAbsolutePath();
        Path done = environment.resolve("installed.txt");
        String wanted = Files.readString(REQUIREMENTS);
        if (Files.exists(done) && Files.readString(done).equals(wanted)) {
            return new FeastSdk(environment, Optional.empty());
        }
        Ended made = run("python3", "-m", "venv", "--clear", environment.toString());
        if (made.code() != 0) {
            return new FeastSdk(environment, Optional.of("python3 makes no environment\n" + made.said()));
        }
        FeastSdk sdk = new FeastSdk(environment, Optional.empty());
        Ended installed = run(sdk.program("pip"), "install", "--quiet", "--requirement", REQUIREMENTS.toString());
        if (installed.code() != 0) {
            return new FeastSdk(environment, Optional.of("pip does not install " + wanted + installed.said()));
        }
        Files.writeString(done, wanted);
        return sdk;
    }

    /** Skips the test, and says so, where it is not installed. */
    void assumeInstalled() {
        missing.ifPresent(problem -> {
            String skipped = "SKIPPED, Feast's SDK was not tried: " + problem;
            System.err.println(skipped);
            abort(skipped);
        });
    }

    /** Has it open a repository and do a task; both the task and what comes of it are told in client.py. */
    JsonNode run(Path repository, JsonNode task) throws IOException, InterruptedException {
        Path asked = Files.createTempFile("feast-task", ".json");
        Path answered = Files.createTempFile("feast-answer", ".json");
        try {
            JSON.writeValue(asked.toFile(), task);
            Ended ended = run(
                    program("python"),
                    CLIENT.resolve("client.py").toString(),
                    repository.toString(),
                    asked.toString(),
                    answered.toString());
            assertThat(ended.code()).as(ended.said()).isZero();
            return JSON.readTree(answered.toFile());
        } finally {
            Files.delete(asked);
            Files.delete(answered);
        }
    }

    private String program(String name) {
        return environment.resolve("bin").resolve(name).toString();
    }

    private static Ended run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            try {
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
                return new Ended(process.exitValue(), said);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return new Ended(-1, String.valueOf(e.getMessage()));
        }
    }

    /** How a program ended, and what it said. */
    private record Ended(int code, String said) {}
}
