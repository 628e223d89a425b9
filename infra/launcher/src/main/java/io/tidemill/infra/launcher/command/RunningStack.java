package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.launcher.stack.Repository;
import io.tidemill.infra.launcher.stack.Stack;
import io.tidemill.infra.launcher.stack.StackOptions;
import io.tidemill.infra.launcher.supervision.PartState;
import io.tidemill.infra.launcher.supervision.PartStatus;
import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A stack that this process started, and stops when it ends. */
final class RunningStack implements AutoCloseable {
    private final DataFolder.Held held;
    private final Stack stack;
    private final Instant started;
    private final Clock clock;
    private boolean closed;

    private RunningStack(DataFolder.Held held, Stack stack, Instant started, Clock clock) {
        this.held = held;
        this.stack = stack;
        this.started = started;
        this.clock = clock;
    }

    /**
     * Starts a stack, and says so.
     *
     * @return empty when another launcher has the data folder, which is said too
     */
    static Optional<RunningStack> start(Path data, StackOptions options, Clock clock, PrintWriter out)
            throws IOException {
        Instant started = clock.instant();
        DataFolder folder = DataFolder.open(data);
        Optional<DataFolder.Held> held = folder.take();
        if (held.isEmpty()) {
            sayTaken(folder, out);
            return Optional.empty();
        }
        out.println("starting on " + folder.root());
        out.flush();
        Stack stack =
                Stack.start(folder, Repository.current(), options, clock, status -> say(status, started, clock, out));
        stack.notices().forEach(out::println);
        RunningStack running = new RunningStack(held.get(), stack, started, clock);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                running.close();
                            } catch (IOException e) {
                                out.println("tidemill: " + e.getMessage());
                            }
                            out.flush();
                        },
                        "stop-stack"));
        return Optional.of(running);
    }

    static void sayTaken(DataFolder folder, PrintWriter out) throws IOException {
        out.println("tidemill: a stack runs on " + folder.root() + " already (launcher "
                + folder.launcherPid().map(pid -> "pid " + pid).orElse("unknown")
                + "); see `tidemill status`, stop it with `tidemill down`, or choose another --data");
        out.flush();
    }

    Stack stack() {
        return stack;
    }

    /** Waits until every part serves. */
    void awaitReady(PrintWriter out) throws InterruptedException {
        Poll.every(Duration.ofMillis(50)).until(() -> Optional.of(stack).filter(Stack::ready));
        out.printf(
                Locale.ROOT,
                "ready after %.1f s: API %s, Flink %s%n",
                seconds(Duration.between(started, clock.instant())),
                stack.addresses().api(),
                stack.addresses().flink());
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        stack.close();
        held.close();
    }

    private static void say(PartStatus status, Instant started, Clock clock, PrintWriter out) {
        if (status.state() == PartState.STARTING) {
            return;
        }
        String about = status.state() == PartState.READY ? " at " + status.address() : ", log " + status.log();
        out.printf(
                Locale.ROOT,
                "%6.1f s  %-9s %s%s%n",
                seconds(Duration.between(started, clock.instant())),
                status.name(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.state() == PartState.STOPPED ? "" : about);
        out.flush();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
