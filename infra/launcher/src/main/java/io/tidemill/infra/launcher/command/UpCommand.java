package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.launcher.stack.Repository;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the stack and keeps it running. */
@Command(
        name = "up",
        description = {
            "Start the stack: Kafka, PostgreSQL, Redis, Flink with the three jobs, and the servers.",
            "What dies is started again. Ctrl-C, or `tidemill down`, stops everything in order."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill up                              stay in the foreground",
            "  tidemill up --detach                     return when everything serves",
            "  tidemill up --data /srv/tidemill --port 8080 --definitions ./my-shops"
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private StackChoice choice = new StackChoice();

    @Option(names = "--detach", description = "Leave the stack running in the background and return when it is ready.")
    private boolean detach;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    UpCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = data.path();
        if (detach) {
            return detached(folder, out);
        }
        Optional<RunningStack> started =
                RunningStack.start(folder, choice.options(Repository.current()), Clock.systemUTC(), out);
        if (started.isEmpty()) {
            return ExitCodes.TAKEN;
        }
        started.get().awaitReady(out);
        new CountDownLatch(1).await();
        return ExitCodes.DONE;
    }

    private int detached(Path path, PrintWriter out) throws Exception {
        DataFolder folder = DataFolder.open(path);
        Optional<DataFolder.Held> free = folder.take();
        if (free.isEmpty()) {
            RunningStack.sayTaken(folder, out);
            return ExitCodes.TAKEN;
        }
        free.get().close();
        return new DetachedLauncher(folder, Repository.current()).start(choice, out);
    }
}
