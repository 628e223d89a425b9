package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tidemill} in a repository whose Maven makes empty jars, and counts how often. */
class ScriptTest {
    private static final List<String> FOLDERS =
            List.of("schemas", "ingestion", "feature-jobs", "decision-engine", "training-triggers", "infra");

    private static final String MAVEN =
            """
            #!/usr/bin/env bash
            set -e
            echo "$*" >>builds
            for module in infra/launcher infra/servers infra/embedded-flink infra/embedded-kafka training-triggers/model-training; do
              mkdir -p "$module/target"
              touch "$module/target/tidemill-${module##*/}-1.jar"
              echo "$LIBRARIES:$PWD/infra/launcher/target/tidemill-launcher-1.jar" >"$module/target/classpath.txt"
            done
            """;

    @TempDir
    private Path temporary = Path.of("");

    @BeforeEach
    void makeARepository() throws IOException {
        for (String folder : FOLDERS) {
            Files.createDirectories(home().resolve(folder));
        }
        Files.createFile(home().resolve("pom.xml"));
        Files.copy(Path.of("../../tidemill"), home().resolve("tidemill"));
        Files.createDirectories(temporary.resolve("bin"));
        Path maven = Files.writeString(temporary.resolve("bin/mvn"), MAVEN);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatABuildMadeAndIsGoneIsBuiltAgain() throws Exception {
        // Given a repository that was built by the first call, and not again by the second
        assertThat(version()).isEqualTo("tidemill 0.1.0");
        assertThat(version()).isEqualTo("tidemill 0.1.0");
        assertThat(builds()).hasSize(1);

        // When a jar, the list of a module's libraries, or the launcher's own copy is gone
        // Then the next call builds before it runs
        expectABuildWithout(home().resolve("infra/servers/target/tidemill-servers-1.jar"));
        expectABuildWithout(home().resolve("training-triggers/model-training/target/classpath.txt"));
        expectABuildWithout(copy());
    }

    private void expectABuildWithout(Path made) throws IOException, InterruptedException {
        int before = builds().size();
        Files.delete(made);
        assertThat(version()).as("without %s", made).isEqualTo("tidemill 0.1.0");
        assertThat(builds()).as("without %s", made).hasSize(before + 1);
    }

    private Path copy() throws IOException {
        try (Stream<Path> copies = Files.find(
                home().resolve("infra/launcher/target/runtime"),
                2,
                (file, attributes) -> file.endsWith("tidemill-launcher-1.jar"))) {
            // Each build has a folder of its own, named by the time.
            return copies.max(Path::compareTo).orElseThrow();
        }
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(home().resolve("builds"));
    }

    private String version() throws IOException, InterruptedException {
        ProcessBuilder script =
                new ProcessBuilder("bash", home().resolve("tidemill").toString(), "--version");
        script.environment().put("PATH", temporary.resolve("bin") + ":" + System.getenv("PATH"));
        script.environment().put("LIBRARIES", libraries());
        Process process = script.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output.strip();
    }

    /** What this test runs from, which may name folders that are not there. */
    private static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> !entry.isEmpty() && Files.exists(Path.of(entry)))
                .collect(Collectors.joining(":"));
    }

    private Path home() {
        return temporary.resolve("home");
    }
}
