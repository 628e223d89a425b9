package io.tidemill.ingestion.eventfeeds.folders;

import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.ingestion.eventfeeds.Feed;
import io.tidemill.ingestion.eventfeeds.FeedMetrics;
import io.tidemill.ingestion.eventfeeds.FeedStatus;
import io.tidemill.ingestion.eventfeeds.LiveMapping;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a folder. A file that is complete is taken, sent, and moved to {@code done}, or with a report to {@code failed}. A
 * file is known by its content: the same bytes are sent once, whatever is killed when, and under whatever name they come.
 */
public final class FolderFeed implements Feed {
    private static final Logger LOG = LoggerFactory.getLogger(FolderFeed.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final FeedDefinition.Folder definition;
    private final LiveMapping mapping;
    private final FolderLayout layout;
    private final FileProgress progress;
    private final FileTransfer transfer;
    private final EventSender sender;
    private final FeedMetrics metrics;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private volatile boolean closed;
    private volatile @Nullable String problem;

    private FolderFeed(
            FeedDefinition.Folder definition,
            LiveMapping mapping,
            EventSender sender,
            EventIntake intake,
            FileProgress progress,
            FeedMetrics metrics,
            Clock clock) {
        this.definition = definition;
        this.mapping = mapping;
        this.layout = new FolderLayout(definition);
        this.progress = progress;
        this.sender = sender;
        this.metrics = metrics;
        this.clock = clock;
        Caller caller = new Caller("feed/" + definition.name(), Caller.DEFAULT_TENANT, Set.of(Role.ADMIN));
        this.transfer = new FileTransfer(definition, intake, sender, progress, metrics, caller, () -> closed);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "feed-" + definition.name());
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Starts a feed.
     *
     * @param mapping the definition's, to the types of now
     * @param sender its own, closed with it
     * @param interval how often the folder is looked at
     */
    public static FolderFeed start(
            FeedDefinition.Folder definition,
            LiveMapping mapping,
            EventSender sender,
            EventIntake intake,
            FileProgress progress,
            FeedMetrics metrics,
            Clock clock,
            Duration interval) {
        FolderFeed feed = new FolderFeed(definition, mapping, sender, intake, progress, metrics, clock);
        feed.thread.scheduleWithFixedDelay(feed::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return feed;
    }

    @Override
    public FeedStatus status() {
        String failing = problem;
        Map<String, Long> counts;
        try {
            counts = progress.counts(definition.name());
        } catch (SQLException e) {
            counts = Map.of();
            failing = "PostgreSQL does not answer";
        }
        return new FeedStatus(
                definition.name(),
                "folder",
                definition.folder().toString(),
                definition.mapping().type(),
                failing == null ? "running" : "failing",
                counts,
                failing);
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.close();
    }

    private void look() {
        try {
            progress.alone(definition.name(), this::takeFiles);
            problem = null;
        } catch (InvalidMappingException e) {
            refuse(e);
        } catch (Exception e) {
            if (!closed) {
                problem = String.valueOf(e.getMessage());
                LOG.atWarn().addKeyValue("feed", definition.name()).setCause(e).log("folder not read; trying again");
            }
        }
    }

    /** What is wrong is not the file: it stays, and is sent when the type and the mapping fit each other. */
    private void refuse(InvalidMappingException e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(problem)) {
            LOG.atWarn()
                    .addKeyValue("feed", definition.name())
                    .addKeyValue("reason", reason)
                    .log("the mapping does not fit its event type; waiting");
        }
        problem = reason;
    }

    private void takeFiles() throws IOException, SQLException, InvalidMappingException {
        layout.create();
        // Before there is a file, so that the status tells of a type that is missing in time.
        Mapping fitting = mapping.now();
        for (Path left : layout.working()) {
            process(left, fitting);
        }
        for (Path file : layout.complete(clock.instant())) {
            process(layout.take(file), fitting);
        }
    }

    private void process(Path taken, Mapping fitting) throws IOException, SQLException {
        if (closed) {
            return;
        }
        String name = definition.name();
        String sha256 = sha256(taken);
        Optional<FileProgress.Known> known = progress.find(name, sha256);
        boolean sent = known.isPresent() && known.get().state() == FileProgress.State.SENT;
        if (sent) {
            layout.finish(taken, layout.destination(taken, FolderLayout.DONE, sha256));
            metrics.file(name, "duplicate");
            return;
        }
        boolean goOn = known.isPresent() && known.get().state() == FileProgress.State.SENDING;
        if (!goOn) {
            progress.begin(name, sha256, taken.getFileName().toString());
        }
        FileReport report =
                transfer.transfer(taken, fitting, sha256, goOn ? known.get().acknowledged() : 0);
        boolean good = report.detail().isEmpty();
        progress.end(name, sha256, good ? FileProgress.State.SENT : FileProgress.State.FAILED, report);
        Path target = layout.destination(taken, good ? FolderLayout.DONE : FolderLayout.FAILED, sha256);
        if (!good || report.badLines() > 0) {
            report.writeBeside(target);
        }
        layout.finish(taken, target);
        metrics.file(name, good ? "sent" : "failed");
        LOG.atInfo()
                .addKeyValue("feed", name)
                .addKeyValue("file", target.getFileName())
                .addKeyValue("events", report.events())
                .addKeyValue("badLines", report.badLines())
                .log(good ? "file sent" : "file not sent");
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
