package io.tidemill.infra.launcher.supervision;

import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one part running on a thread of its own, until it is stopped. */
final class SupervisedPart {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedPart.class);
    private static final Duration PROBE_STARTING = Duration.ofMillis(100);
    private static final Duration PROBE_READY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LARGEST_LOG = 64L << 20;

    private final Part part;
    private final Backoff backoff;
    private final Clock clock;
    private final Consumer<PartStatus> listener;
    private final Thread thread;

    private volatile boolean stopping;
    private volatile @Nullable Process process;
    private volatile PartStatus status;

    SupervisedPart(Part part, Backoff backoff, Clock clock, Consumer<PartStatus> listener) {
        this.part = part;
        this.backoff = backoff;
        this.clock = clock;
        this.listener = listener;
        this.status = statusOf(-1, PartState.STOPPED, 0);
        this.thread = new Thread(this::keepRunning, "supervise-" + part.name());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    PartStatus status() {
        return status;
    }

    /** Stops the part and returns when its process has ended. */
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        thread.interrupt();
        Process running = process;
        if (running != null) {
            part.stopSignal().end(running.toHandle(), PATIENCE);
        }
        change(-1, PartState.STOPPED, status.restarts());
    }

    private void keepRunning() {
        int restarts = 0;
        int youngDeaths = 0;
        try {
            while (!stopping) {
                Instant started = clock.instant();
                runOnce(restarts);
                if (stopping) {
                    return;
                }
                boolean healthy = Duration.between(started, clock.instant()).compareTo(backoff.healthy()) >= 0;
                youngDeaths = healthy ? 1 : youngDeaths + 1;
                restarts++;
                change(-1, PartState.RESTARTING, restarts);
                Poll.pause(backoff.before(youngDeaths));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce(int restarts) throws InterruptedException {
        try {
            part.prepare();
            Process child = launch();
            if (child == null) {
                return;
            }
            change(child.pid(), PartState.STARTING, restarts);
            watch(child, restarts);
            if (!stopping) {
                LOG.atWarn()
                        .addKeyValue("part", part.name())
                        .addKeyValue("exit", child.waitFor())
                        .log("part ended unasked");
            }
        } catch (IOException | RuntimeException e) {
            LOG.atError().addKeyValue("part", part.name()).setCause(e).log("part cannot be started");
        }
    }

    private synchronized @Nullable Process launch() throws IOException {
        if (stopping) {
            return null;
        }
        Files.createDirectories(part.log().toAbsolutePath().getParent());
        keepLogSmall(part.log());
        Process child = new ProcessBuilder(Sessions.own(part.command()))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(part.log().toFile()))
                .start();
        process = child;
        return child;
    }

    private void watch(Process child, int restarts) throws InterruptedException {
        boolean ready = false;
        while (!child.waitFor((ready ? PROBE_READY : PROBE_STARTING).toMillis(), TimeUnit.MILLISECONDS)) {
            boolean serves = serves(child.pid());
            if (serves != ready && child.isAlive()) {
                ready = serves;
                change(child.pid(), ready ? PartState.READY : PartState.STARTING, restarts);
            }
        }
    }

    private boolean serves(long pid) throws InterruptedException {
        try {
            return part.serves(pid);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.atDebug().addKeyValue("part", part.name()).setCause(e).log("part does not serve");
            return false;
        }
    }

    private synchronized void change(long pid, PartState state, int restarts) {
        if (stopping && state != PartState.STOPPED) {
            return;
        }
        status = statusOf(pid, state, restarts);
        listener.accept(status);
    }

    private PartStatus statusOf(long pid, PartState state, int restarts) {
        return new PartStatus(
                part.name(),
                pid,
                state,
                restarts,
                clock.instant(),
                part.address(),
                part.log().toString());
    }

    private static void keepLogSmall(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
