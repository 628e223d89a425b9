package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.launcher.stack.Stack;
import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the stack. */
@Command(
        name = "down",
        description = "Stop everything in order, also when the launcher that started it is dead. The data stays.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill down", "  tidemill down --data /srv/tidemill"})
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final Duration PATIENCE_AFTER_KILL = Duration.ofMillis(500);

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DownCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path path = data.path();
        if (!Files.isDirectory(new DataFolder(path).run())) {
            out.println("nothing runs on " + path);
            return ExitCodes.DONE;
        }
        DataFolder folder = DataFolder.open(path);
        Optional<Long> launcher = folder.launcherPid();
        Optional<DataFolder.Held> held = folder.take();
        boolean asked = false;
        if (held.isEmpty() && launcher.isPresent()) {
            asked = true;
            out.println("stopping launcher " + launcher.get());
            out.flush();
            held = afterEnd(folder, launcher.get());
        }
        if (held.isEmpty()) {
            spec.commandLine().getErr().println("tidemill: the launcher on " + path + " does not end");
            return ExitCodes.FAILED;
        }
        try (DataFolder.Held taken = held.get()) {
            int ended = Stack.endLeftovers(folder);
            Files.deleteIfExists(folder.state());
            out.println(asked || ended > 0 ? "stopped" : "nothing runs on " + path);
            return taken.channel().isOpen() ? ExitCodes.DONE : ExitCodes.FAILED;
        }
    }

    private static Optional<DataFolder.Held> afterEnd(DataFolder folder, long pid)
            throws IOException, InterruptedException {
        Optional<ProcessHandle> launcher = ProcessHandle.of(pid);
        launcher.ifPresent(ProcessHandle::destroy);
        Poll poll = Poll.every(Duration.ofMillis(50));
        Optional<DataFolder.Held> held = poll.within(PATIENCE, folder::take);
        if (held.isPresent()) {
            return held;
        }
        launcher.ifPresent(ProcessHandle::destroyForcibly);
        return poll.within(PATIENCE_AFTER_KILL, folder::take);
    }
}
