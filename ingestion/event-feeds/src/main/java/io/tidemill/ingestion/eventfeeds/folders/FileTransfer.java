package io.tidemill.ingestion.eventfeeds.folders;

import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.eventfeeds.FeedMetrics;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.BadLine;
import io.tidemill.ingestion.eventreplay.ReplayFile;
import io.tidemill.ingestion.eventreplay.ReplayLimits;
import io.tidemill.ingestion.eventreplay.TooManyBadLinesException;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.schemas.contracts.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Sends a file whole or not at all, and notes after every so many events how far it is; begun again it goes on from there.
 * What lies between is sent a second time under the same ids.
 */
final class FileTransfer {
    private static final int EVENTS_BETWEEN_NOTES = 5000;

    private final FeedDefinition.Folder definition;
    private final EventIntake intake;
    private final EventSender sender;
    private final FileProgress progress;
    private final FeedMetrics metrics;
    private final BooleanSupplier closed;
    private final Caller caller;

    FileTransfer(
            FeedDefinition.Folder definition,
            EventIntake intake,
            EventSender sender,
            FileProgress progress,
            FeedMetrics metrics,
            Caller caller,
            BooleanSupplier closed) {
        this.definition = definition;
        this.intake = intake;
        this.sender = sender;
        this.progress = progress;
        this.metrics = metrics;
        this.caller = caller;
        this.closed = closed;
    }

    /**
     * Sends a file.
     *
     * @param mapping how its rows become events
     * @param acknowledged how many of its events are known to be on Kafka
     * @return what is to be told of it; with a detail if it was not sent, because of what it holds
     * @throws IOException if it could not be sent now
     */
    FileReport transfer(Path file, Mapping mapping, String sha256, long acknowledged) throws IOException, SQLException {
        FileReport.Problems problems = new FileReport.Problems();
        String name = file.getFileName().toString();
        ReplayLimits limits = ReplayLimits.defaults().withBadLines(definition.maximumBadLines());
        Map<String, String> columns = Map.of("file.name", name, "file.sha256", sha256);
        ReplayFile opened;
        try {
            opened = ReplayFile.open(file, mapping, limits, problems::add, columns);
        } catch (TooManyBadLinesException e) {
            return problems.report(name, sha256, 0, tooMany());
        } catch (InvalidMappingException | IOException e) {
            return problems.report(name, sha256, 0, "nothing was sent: " + e.getMessage());
        }
        try (ReplayFile events = opened) {
            check(events, problems);
            long size = events.total().orElse(0);
            if (problems.count() > definition.maximumBadLines()) {
                return problems.report(name, sha256, size, tooMany());
            }
            send(events.events(), sha256, acknowledged);
            metrics.rejected(definition.name(), problems.count());
            return problems.report(name, sha256, size, "");
        }
    }

    private String tooMany() {
        return "nothing was sent: more than " + definition.maximumBadLines() + " bad lines";
    }

    /** Finds the events that the gateway would refuse before any goes out. */
    private void check(ReplayFile events, FileReport.Problems problems) {
        Iterator<CloudEventJson> all = events.events();
        while (all.hasNext()) {
            CloudEventJson event = all.next();
            read(event, problems);
        }
    }

    private void send(Iterator<CloudEventJson> events, String sha256, long acknowledged)
            throws IOException, SQLException {
        FileReport.Problems known = new FileReport.Problems();
        long position = 0;
        long noted = acknowledged;
        while (events.hasNext()) {
            CloudEventJson next = events.next();
            position++;
            if (position > acknowledged) {
                Optional<Event> event = read(next, known);
                if (event.isPresent()) {
                    sender.send(intake.record(event.get()));
                    metrics.sent(definition.name(), 1);
                }
                if (position - noted >= EVENTS_BETWEEN_NOTES) {
                    noted = note(sha256, position);
                }
            }
        }
        note(sha256, position);
    }

    private long note(String sha256, long position) throws IOException, SQLException {
        sender.flush();
        progress.acknowledged(definition.name(), sha256, position);
        if (closed.getAsBoolean()) {
            throw new IOException("the feed was closed; the file will be gone on with");
        }
        return position;
    }

    private Optional<Event> read(CloudEventJson event, FileReport.Problems problems) {
        try {
            Event read = intake.read(Json.read(event.json().getBytes(StandardCharsets.UTF_8)), caller);
            intake.record(read);
            return Optional.of(read);
        } catch (ProblemException problem) {
            String field = problem.field().map(name -> name + ": ").orElse("");
            problems.add(new BadLine(0, "event " + event.id() + ": " + field + problem.detail()));
            return Optional.empty();
        }
    }
}
