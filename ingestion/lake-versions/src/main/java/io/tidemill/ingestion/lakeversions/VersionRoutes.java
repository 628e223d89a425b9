package io.tidemill.ingestion.lakeversions;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.versions.LakeVersion;
import io.tidemill.ingestion.lakeversions.versions.Rollback;
import io.tidemill.ingestion.lakeversions.versions.Rollback.AnnouncedDays;
import io.tidemill.ingestion.lakeversions.versions.RowReading;
import io.tidemill.ingestion.lakeversions.versions.Tables;
import io.tidemill.ingestion.lakeversions.versions.VersionDiffs;
import io.tidemill.ingestion.lakeversions.versions.Versions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** Versions over HTTP. */
final class VersionRoutes {
    private static final Access READERS = Access.of(Role.SCIENTIST, Role.OPERATOR, Role.READER);
    private static final Access WRITERS = Access.of(Role.SCIENTIST, Role.OPERATOR);
    private static final Access OPERATORS = Access.of(Role.OPERATOR);
    private static final int DEFAULT_ROWS = 100;
    private static final int MOST_ROWS = 10_000;

    private final CatalogSettings catalog;
    private final Rollback rollback;
    private final Clock clock;

    VersionRoutes(CatalogSettings catalog, Duration allowedLateness, Clock clock) {
        this.catalog = catalog;
        this.rollback = new Rollback(allowedLateness);
        this.clock = clock;
    }

    /** The body that makes a version. */
    record NewVersion(
            @Nullable String name, @Nullable List<String> tables, @Nullable String message, @Nullable Instant asOf) {}

    /** The body that goes back. */
    record RollbackRequest(@Nullable String to, @Nullable Boolean force) {}

    /** What is done with a lake that is open. */
    @FunctionalInterface
    private interface Work {
        Response on(Lake lake);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/lake/versions", READERS, "List the named versions of the lake")
                        .handle(request ->
                                with(lake -> Response.ok(Map.of("versions", new Versions(lake, clock).list())))),
                Route.post("/api/lake/versions", WRITERS, "Name a version of some tables")
                        .audited("lake.version.create")
                        .handle(this::create),
                Route.get("/api/lake/versions/{name}", READERS, "Read a version")
                        .handle(request ->
                                with(lake -> Response.ok(new Versions(lake, clock).show(request.path("name"))))),
                Route.delete("/api/lake/versions/{name}", WRITERS, "Let a version go")
                        .audited("lake.version.delete")
                        .handle(request -> with(lake -> {
                            LakeVersion gone = new Versions(lake, clock).delete(request.path("name"));
                            return Response.ok(gone).withAuditDetail(gone);
                        })),
                Route.get("/api/lake/versions/{first}/diff/{second}", READERS, "Compare two versions")
                        .query("table", "compare only these tables; then snapshot ids may be given too")
                        .handle(this::diff),
                Route.post("/api/lake/tables/{table}/rollback", OPERATORS, "Go back to a version or snapshot")
                        .audited("lake.rollback")
                        .handle(this::rollBack),
                Route.get("/api/lake/tables/{table}/rows", READERS, "Read rows as of a version or an instant")
                        .query("version", "a version or snapshot id")
                        .query("asOf", "an instant in RFC 3339")
                        .query("where", "comparisons joined by and")
                        .query("limit", "how many rows at most, 100 unless given, 10000 at most")
                        .handle(this::rows));
    }

    private Response create(Request request) {
        NewVersion body = request.json(NewVersion.class);
        return with(lake -> {
            LakeVersion made = new Versions(lake, clock)
                    .create(
                            required("name", body.name()),
                            body.tables() == null ? List.of() : body.tables(),
                            required("message", body.message()),
                            request.caller().subject(),
                            Optional.ofNullable(body.asOf()));
            return Response.json(201, made).withAuditDetail(made);
        });
    }

    private Response diff(Request request) {
        return with(lake -> Response.ok(new VersionDiffs(lake, new Versions(lake, clock))
                .compare(request.path("first"), request.path("second"), request.queryAll("table"))));
    }

    private Response rollBack(Request request) {
        RollbackRequest body = request.json(RollbackRequest.class);
        String name = request.path("table");
        return with(lake -> {
            Table table = Tables.named(lake, name);
            Snapshot target = new Versions(lake, clock).snapshot(table, name, required("to", body.to()));
            Rollback.RolledBack done = rollback.rollBack(
                    table,
                    name,
                    target,
                    Boolean.TRUE.equals(body.force()) ? AnnouncedDays.CHANGED : AnnouncedDays.KEPT);
            return Response.ok(done).withAuditDetail(done);
        });
    }

    private Response rows(Request request) {
        String name = request.path("table");
        Optional<String> tenant = request.caller().has(Role.ADMIN)
                ? Optional.empty()
                : Optional.of(request.caller().tenant());
        int limit = limit(request);
        return with(lake -> {
            Table table = Tables.named(lake, name);
            return Response.ok(RowReading.read(
                    table, snapshot(lake, table, name, request), request.query("where"), tenant, limit));
        });
    }

    private Snapshot snapshot(Lake lake, Table table, String name, Request request) {
        Versions versions = new Versions(lake, clock);
        String reference = request.query("asOf")
                .map(instant -> Long.toString(versions.snapshotAsOf(name, instant(instant))))
                .or(() -> request.query("version"))
                .orElse(Versions.CURRENT);
        return versions.snapshot(table, name, reference);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid("asOf", text + ": expected an instant such as 2026-01-31T00:00:00Z");
        }
    }

    private static int limit(Request request) {
        String text = request.query("limit").orElse(Integer.toString(DEFAULT_ROWS));
        int limit = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST_ROWS) {
            throw ProblemException.invalid("limit", text + ": expected 1 to " + MOST_ROWS);
        }
        return limit;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw ProblemException.invalid(field, "is missing: expected a text");
        }
        return value;
    }

    private Response with(Work work) {
        try (Lake lake = Lake.open(catalog)) {
            return work.on(lake);
        }
    }
}
