package io.tidemill.ingestion.eventfeeds.objects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.BodyInput;
import io.tidemill.infra.httpserver.routes.BodyParts;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.ingestion.eventfeeds.folders.EventSender;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.schemas.contracts.EventTypes;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects over HTTP, below {@code /api/objects}. One that was stored is answered 2xx when its bytes are on disk and the
 * event that tells of it is acknowledged; storing it again changes nothing. A tenant reads what it stored itself.
 */
public final class StoredObjects implements RouteGroup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredObjects.class);
    private static final Access READERS =
            Access.of(Role.PRODUCER, Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int UPLOADS_AT_ONCE = 8;
    private static final int UPLOADS_WAITING = 64;
    private static final int LONGEST_SUBJECT = 200;
    private static final String HASH = "[0-9a-f]{64}";

    private final ObjectSettings settings;
    private final ObjectFiles files;
    private final ObjectRows rows;
    private final EventIntake intake;
    private final EventSender sender;
    private final ExecutorService uploads = new ThreadPoolExecutor(
            UPLOADS_AT_ONCE, UPLOADS_AT_ONCE, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(UPLOADS_WAITING), task -> {
                Thread thread = new Thread(task, "object-upload");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * Opens the store; its schema in PostgreSQL is that of the feeds.
     *
     * @param sender its own, closed with it
     * @throws IOException if the folder cannot be made
     */
    public StoredObjects(
            ObjectSettings settings, DataSource postgres, EventIntake intake, EventSender sender, Clock clock)
            throws IOException {
        this.settings = settings;
        this.files = new ObjectFiles(settings);
        this.rows = new ObjectRows(postgres, clock);
        this.intake = intake;
        this.sender = sender;
        files.clean(clock.instant());
    }

    @Override
    public String name() {
        return "objects";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.put(
                                "/api/objects",
                                Access.of(Role.PRODUCER),
                                "Store an image, a recording, a document or the like")
                        .query("subject", "the entity that it is about")
                        .query("name", "what you call it, such as a file name")
                        .query("tenant", "whose it is; the tenant of the token if not given")
                        .consumes(settings.mediaTypes().toArray(String[]::new))
                        .audited("object.store")
                        .handleStream(this::store),
                Route.get(
                                "/api/objects/{sha256}",
                                READERS,
                                "Read an object that your tenant has stored; ranges are taken")
                        .handle(this::read));
    }

    @Override
    public void close() {
        uploads.shutdown();
        sender.close();
    }

    private CompletionStage<Response> store(Request head, BodyParts body) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        try {
            uploads.execute(() -> {
                try (InputStream in = new BodyInput(body)) {
                    answer.complete(store(head, in));
                } catch (IOException | SQLException e) {
                    LOG.atWarn().setCause(e).log("object not stored");
                    answer.completeExceptionally(ProblemException.unavailable("not stored; try again", RETRY_AFTER)
                            .withCause(e));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw ProblemException.unavailable("too many objects are on their way", RETRY_AFTER);
        }
        return answer;
    }

    private Response store(Request head, InputStream body) throws IOException, SQLException {
        Caller caller = head.caller();
        String subject = subject(head);
        String tenant = head.query("tenant").orElse(caller.tenant());
        if (!caller.mayActFor(tenant)) {
            throw ProblemException.forbidden("tenant " + tenant + ": expected " + caller.tenant())
                    .withField("tenant");
        }
        requireLength(head);
        StoredBytes bytes = files.store(body, head.mediaType());
        ObjectRows.Row row = rows.note(
                        bytes, tenant, subject, head.query("name").orElse(null), caller.subject(), files)
                .orElseThrow(() -> new IOException("the bytes were erased while they were stored again"));
        send(row, caller);
        ObjectNode stored = json(row);
        return Response.json(201, stored)
                .withHeader("location", "/api/objects/" + bytes.sha256())
                .withAuditDetail(stored);
    }

    private static String subject(Request head) {
        String subject = head.requiredQuery("subject");
        if (subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            throw ProblemException.invalid("subject", "expected a text of 1 to " + LONGEST_SUBJECT + " characters");
        }
        return subject;
    }

    private void requireLength(Request head) {
        Optional<String> length = head.header("content-length").filter(text -> text.matches("\\d{1,18}"));
        if (length.isPresent() && Long.parseLong(length.get()) > settings.maximumBytes()) {
            throw new ProblemException(
                    413, "Object too large", "expected an object of at most " + settings.maximumBytes() + " bytes");
        }
        if (head.header("content-encoding")
                .filter(encoding -> !encoding.equals("identity"))
                .isPresent()) {
            throw new ProblemException(
                    415, "Media type not supported", "content-encoding", "expected the object as it is");
        }
    }

    /** The same each time for what was noted, so that sending it again is the same event. */
    private void send(ObjectRows.Row row, Caller caller) throws IOException {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0");
        event.put("id", row.bytes().sha256() + "/" + row.tenant() + "/" + row.subject());
        event.put("source", "/tidemill/objects");
        event.put("type", EventTypes.OBJECT_STORED);
        event.put("subject", row.subject());
        event.put("time", row.storedAt().toString());
        event.put("tenantid", row.tenant());
        ObjectNode data = event.putObject("data");
        data.put("sha256", row.bytes().sha256());
        data.put("size", row.bytes().size());
        data.put("mediaType", row.bytes().mediaType());
        data.put("location", "objects/" + ObjectFiles.location(row.bytes().sha256()));
        data.put("name", row.name());
        synchronized (sender) {
            sender.send(intake.record(intake.read(event, caller)));
            sender.flush();
        }
    }

    private Response read(Request request) throws IOException, SQLException {
        String sha256 = request.path("sha256");
        Caller caller = request.caller();
        Optional<String> tenant = caller.has(Role.ADMIN) ? Optional.empty() : Optional.of(caller.tenant());
        ObjectRows.Row row = (sha256.matches(HASH) ? rows.find(sha256, tenant) : Optional.<ObjectRows.Row>empty())
                .orElseThrow(() -> ProblemException.notFound("there is no object " + sha256));
        long size = row.bytes().size();
        Optional<ByteRange> range = ByteRange.parse(request.header("range"), size);
        ByteRange part = range.orElse(new ByteRange(0, size));
        Response answer = Response.file(
                        range.isPresent() ? 206 : 200, row.bytes().mediaType(), files.part(sha256, part))
                .withHeader("etag", "\"" + sha256 + "\"")
                .withHeader("accept-ranges", "bytes")
                .withHeader("cache-control", "private, immutable, max-age=31536000")
                .withHeader("x-content-type-options", "nosniff")
                .withHeader("content-disposition", "attachment");
        return range.isPresent() ? answer.withHeader("content-range", part.contentRange(size)) : answer;
    }

    private static ObjectNode json(ObjectRows.Row row) {
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        stored.put("sha256", row.bytes().sha256());
        stored.put("size", row.bytes().size());
        stored.put("mediaType", row.bytes().mediaType());
        stored.put("subject", row.subject());
        stored.put("tenant", row.tenant());
        stored.put("storedAt", row.storedAt().toString());
        return stored;
    }
}
