package io.tidemill.infra.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {
    private static final String MODULE = "infra/servers";

    @TempDir
    private Path home = Path.of("");

    @Test
    void aModuleRunsFromCopiesOfWhatABuildWrites() throws IOException {
        // Given a module that needs a library of ours, and one from elsewhere
        Path own = file("infra/servers/target/tidemill-servers-1.jar");
        Path ours = file("schemas/events/target/tidemill-events-1.jar");
        Path foreign = file("elsewhere/foreign.jar");
        write(ours + ":" + foreign);
        // When its class path is asked for
        Path copies = home.resolve("copies");
        String classPath = new Repository(home).classPath(MODULE, copies);
        // Then what lies in the repository is copied
        assertThat(classPath)
                .isEqualTo(String.join(
                        ":",
                        copies.resolve(own.getFileName()).toString(),
                        copies.resolve(ours.getFileName()).toString(),
                        copies.resolve(foreign.getFileName()).toString()));
        assertThat(copies).isDirectoryContaining(copy -> copy.endsWith(ours.getFileName()));
    }

    @Test
    void whatIsNotBuiltIsSaidWithTheCommandThatBuildsIt() throws IOException {
        // Given a module without anything, then without its own jar, then without one of a library
        expectNotBuilt("classpath.txt is missing");
        write(home.resolve("schemas/events/target/tidemill-events-1.jar").toString());
        expectNotBuilt("its jar is missing from " + home.resolve("infra/servers/target"));
        file("infra/servers/target/tidemill-servers-1.jar");
        expectNotBuilt("tidemill-events-1.jar is missing");
    }

    private void expectNotBuilt(String problem) {
        assertThatThrownBy(() -> new Repository(home).classPath(MODULE, home.resolve("copies")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("infra/servers is not built, ")
                .hasMessageContaining(problem)
                .hasMessageContaining("run `mvn -Dquick -DskipTests package -pl infra/servers -am` in " + home);
    }

    private Path file(String path) throws IOException {
        Path file = home.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    private void write(String classPath) throws IOException {
        Path file = new Repository(home).classPathFile(MODULE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, classPath + "\n");
    }
}
