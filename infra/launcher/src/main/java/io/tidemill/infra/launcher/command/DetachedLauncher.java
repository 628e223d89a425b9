package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.launcher.stack.Repository;
import io.tidemill.infra.launcher.stack.StateFile;
import io.tidemill.infra.launcher.supervision.Sessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a launcher that outlives this one. */
final class DetachedLauncher {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final DataFolder folder;
    private final Repository repository;

    DetachedLauncher(DataFolder folder, Repository repository) {
        this.folder = folder;
        this.repository = repository;
    }

    /** Starts it and waits until its stack serves; returns the exit code. */
    int start(StackChoice choice, PrintWriter out) throws IOException, InterruptedException {
        Path log = folder.log("launcher");
        Files.deleteIfExists(folder.state());
        Process launcher = new ProcessBuilder(Sessions.own(command(choice)))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        LogFollower follower = new LogFollower(log, 0);
        while (System.nanoTime() < deadline) {
            boolean ended = launcher.waitFor(100, TimeUnit.MILLISECONDS);
            out.print(follower.more());
            out.flush();
            if (ended) {
                return launcher.exitValue() == 0 ? ExitCodes.FAILED : launcher.exitValue();
            }
            Optional<ObjectNode> state = StateFile.read(folder.root());
            if (state.isPresent() && state.get().path("ready").asBoolean()) {
                out.print(follower.more());
                out.println("the stack runs in the background; stop it with `tidemill down`");
                return ExitCodes.DONE;
            }
        }
        out.println(
                "tidemill: not ready after " + PATIENCE.toSeconds() + " s; it goes on trying, see `tidemill status`");
        return ExitCodes.FAILED;
    }

    private List<String> command(StackChoice choice) throws IOException {
        Path arguments = folder.run().resolve("launcher.args");
        DataFolder.write(arguments, "-cp\n\"" + System.getProperty("java.class.path") + "\"\n");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + Repository.HOME_PROPERTY + "=" + repository.home(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "@" + arguments,
                Tidemill.class.getName(),
                "up",
                "--data=" + folder.root()));
        command.addAll(choice.arguments(repository));
        return command;
    }
}
