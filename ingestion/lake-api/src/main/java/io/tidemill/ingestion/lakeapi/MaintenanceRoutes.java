package io.tidemill.ingestion.lakeapi;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.ingestion.laketables.maintenance.Effect;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceLog;
import io.tidemill.ingestion.laketables.maintenance.OperationKind;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Maintenance over HTTP: what was done, and requests to do it now. */
final class MaintenanceRoutes {
    private static final int MOST_RECORDS = 1000;
    private static final int MOST_OF_A_REQUEST = 10_000;
    private static final String BODY =
            """
            {"type":"object","properties":{
              "operations":{"type":"array","items":{"enum":["layout","compact","manifests","expire","orphans"]},
                "description":"in their order; all of them if absent"},
              "dryRun":{"type":"boolean","description":"only say what would be done"}}}""";

    private final LakeCatalogue catalogue;
    private final MaintenanceLog log;
    private final Clock clock;

    MaintenanceRoutes(LakeCatalogue catalogue, MaintenanceLog log, Clock clock) {
        this.catalogue = catalogue;
        this.log = log;
        this.clock = clock;
    }

    /** The body of a request for maintenance. */
    record Wanted(@Nullable List<String> operations, @Nullable Boolean dryRun) {}

    List<Route> routes(Access readers) {
        Access operators = Access.of(Role.OPERATOR);
        return List.of(
                Route.get("/api/lake/maintenance", readers, "List what was done to the lake's tables, the newest first")
                        .query("table", "only of this table")
                        .query("limit", "how many at most, 100 if absent")
                        .handle(request -> list(request, request.query("table"))),
                Route.get("/api/lake/tables/{table}/maintenance", readers, "List what was done to a table")
                        .query("limit", "how many at most, 100 if absent")
                        .handle(request -> list(request, Optional.of(request.path("table")))),
                Route.post("/api/lake/maintenance", operators, "Maintain every table now")
                        .request(BODY)
                        .audited("lake.maintain")
                        .handle(request -> ask(request, Optional.empty())),
                Route.post("/api/lake/tables/{table}/maintenance", operators, "Maintain a table now")
                        .request(BODY)
                        .audited("lake.maintain")
                        .handle(request -> ask(request, Optional.of(existing(request.path("table"))))),
                Route.get("/api/lake/maintenance-requests/{id}", readers, "Read how far requested maintenance is")
                        .handle(this::read));
    }

    private Response list(Request request, Optional<String> table) throws SQLException {
        int limit = limit(request, MOST_RECORDS);
        return Response.ok(Map.of("operations", log.newest(table, OptionalLong.empty(), limit)));
    }

    private Response ask(Request request, Optional<String> table) throws SQLException {
        Wanted wanted = request.json(Wanted.class);
        List<OperationKind> operations = operations(wanted.operations());
        Effect effect = Boolean.TRUE.equals(wanted.dryRun()) ? Effect.DRY_RUN : Effect.CHANGE;
        long id = log.request(table, operations, effect, request.caller().subject(), clock.instant());
        return Response.json(202, Map.of("id", id))
                .withAuditDetail(Map.of("table", table.orElse("*"), "request", id, "effect", effect.name()));
    }

    private Response read(Request request) throws SQLException {
        String text = request.path("id");
        long id = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        return Response.ok(Map.of(
                "request",
                log.find(id).orElseThrow(() -> ProblemException.notFound("there is no request " + text)),
                "operations",
                log.newest(Optional.empty(), OptionalLong.of(id), MOST_OF_A_REQUEST)));
    }

    private String existing(String table) {
        return catalogue.table(table, found -> table);
    }

    private static List<OperationKind> operations(@Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            return List.of(OperationKind.values());
        }
        List<OperationKind> operations = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String field = "operations[" + i + "]";
            operations.add(OperationKind.of(name)
                    .orElseThrow(() -> ProblemException.invalid(
                            field,
                            "'" + name + "': expected one of "
                                    + Arrays.stream(OperationKind.values())
                                            .map(OperationKind::text)
                                            .collect(Collectors.joining(", ")))));
        }
        return operations;
    }

    /** The query parameter {@code limit}. */
    static int limit(Request request, int most) {
        String text = request.query("limit").orElse("100");
        if (!text.matches("[1-9]\\d{0,6}") || Integer.parseInt(text) > most) {
            throw ProblemException.invalid("limit", "'" + text + "': expected a whole number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }
}
