package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.stack.Repository;
import io.tidemill.infra.launcher.stack.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores of a real stack, killed and started again; Flink and the servers are in the system tests. */
class StackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path temporary = Path.of("");

    @AfterEach
    void stopWhatRuns() throws Exception {
        tidemill("down");
    }

    @Test
    void goesOnAfterKillsAndLeavesNothingBehind() throws Exception {
        // Given a stack
        assertThat(up()).isEqualTo(ExitCodes.DONE);
        long postgres = pid("postgres");
        long redis = pid("redis");
        List<String> addresses = addresses();

        // When two of its processes are killed
        kill(postgres);
        kill(redis);

        // Then they are started again, and named
        await().atMost(PATIENCE).until(() -> restarted("postgres", postgres) && restarted("redis", redis) && ready());

        // And a second launcher is turned away
        assertThat(up()).isEqualTo(ExitCodes.TAKEN);

        // When the launcher is killed, and another starts
        List<ProcessHandle> orphans = processes();
        kill(state().orElseThrow().path("launcherPid").asLong());
        assertThat(tidemill("status")).isEqualTo(ExitCodes.NOT_RUNNING);
        assertThat(up()).isEqualTo(ExitCodes.DONE);

        // Then it has put itself in the place of what was left over, at the same addresses
        assertThat(orphans).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(addresses()).isEqualTo(addresses);

        // When it is killed too, and the stack is to stop
        List<ProcessHandle> last = processes();
        kill(state().orElseThrow().path("launcherPid").asLong());
        assertThat(tidemill("down")).isEqualTo(ExitCodes.DONE);

        // Then no process is left
        assertThat(last).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(tidemill("status")).isEqualTo(ExitCodes.NOT_RUNNING);
    }

    @Test
    void postgresComesBackWhatEverItsLockFileSays() throws Exception {
        // Given a stack
        assertThat(up()).isEqualTo(ExitCodes.DONE);
        Path lockFile = data().resolve("postgres").resolve("postmaster.pid");
        long postgres = pid("postgres");
        List<ProcessHandle> children =
                ProcessHandle.of(postgres).orElseThrow().children().toList();
        assertThat(children).isNotEmpty();

        // When all of PostgreSQL's processes are killed, and nothing tells that they are gone
        kill(postgres);
        children.forEach(ProcessHandle::destroyForcibly);
        // Then it is back
        await().atMost(PATIENCE).until(() -> restarted("postgres", postgres) && ready());

        // When nothing runs, and its lock file names a process that is PostgreSQL on another folder
        assertThat(tidemill("down")).isEqualTo(ExitCodes.DONE);
        Process another = new ProcessBuilder("tail", "-f", "/dev/null", "postgres -D /elsewhere").start();
        try {
            Files.writeString(lockFile, another.pid() + "\n" + data().resolve("postgres") + "\n");
            // Then it starts
            assertThat(up()).isEqualTo(ExitCodes.DONE);
            assertThat(another.isAlive()).isTrue();
        } finally {
            another.destroyForcibly();
        }
    }

    private int up() throws IOException, InterruptedException {
        return tidemill("up", "--detach", "--only=redis,postgres");
    }

    private int tidemill(String verb, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + Repository.HOME_PROPERTY + "="
                        + Path.of("../..").toAbsolutePath().normalize(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Tidemill.class.getName(),
                verb,
                "--data=" + data()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Path data() {
        return temporary.resolve("data");
    }

    private Optional<ObjectNode> state() throws IOException {
        return StateFile.read(data());
    }

    private boolean ready() throws IOException {
        return state().orElseThrow().path("ready").asBoolean();
    }

    private List<String> addresses() throws IOException {
        return StreamSupport.stream(state().orElseThrow().path("addresses").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private JsonNode process(String name) throws IOException {
        return StreamSupport.stream(state().orElseThrow().path("processes").spliterator(), false)
                .filter(process -> process.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long pid(String name) throws IOException {
        return process(name).path("pid").asLong();
    }

    private boolean restarted(String name, long before) throws IOException {
        return pid(name) > 0
                && pid(name) != before
                && process(name).path("restarts").asInt() == 1;
    }

    private List<ProcessHandle> processes() throws IOException {
        return List.of(
                ProcessHandle.of(pid("postgres")).orElseThrow(),
                ProcessHandle.of(pid("redis")).orElseThrow());
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
