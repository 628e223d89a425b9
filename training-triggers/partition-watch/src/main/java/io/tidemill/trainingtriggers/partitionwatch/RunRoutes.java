package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Training runs over HTTP, below {@code /api/runs}. */
public final class RunRoutes implements RouteGroup {
    private static final Access READERS = Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final int MOST_RUNS = 1000;
    private static final LocalDate FOREVER = LocalDate.of(9999, 12, 31);
    private static final String RUN_BODY =
            """
            {"type":"object","required":["model"],"properties":{
              "model":{"type":"string"},
              "trainAsOf":{"type":"string","description":"an instant, or a day for its first instant in UTC; \
            the label's horizon before testAsOf if absent"},
              "testAsOf":{"type":"string","description":"an instant, or a day for its first instant in UTC; \
            as late as labels are complete if absent"},
              "lakeVersion":{"type":"string","description":"a version of the lake to read; \
            the tables as they are if absent"}}}""";

    private final RunStore store;
    private final Path definitions;
    private final Supplier<FeatureCatalogue> serving;
    private final Clock clock;

    /** @param serving the features that models may be made of */
    RunRoutes(RunStore store, Path definitions, Supplier<FeatureCatalogue> serving, Clock clock) {
        this.store = store;
        this.definitions = definitions;
        this.serving = serving;
        this.clock = clock;
    }

    /** The body of a request for a run. */
    record RunRequest(
            @Nullable String model,
            @Nullable String trainAsOf,
            @Nullable String testAsOf,
            @Nullable String lakeVersion) {}

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/runs", READERS, "List training runs, the newest first")
                        .query("model", "only runs of this model")
                        .query("limit", "how many at most, 100 if absent")
                        .handle(this::list),
                Route.get("/api/runs/{id}", READERS, "Read a training run").handle(this::read),
                Route.post("/api/runs", Access.of(Role.SCIENTIST), "Train a model as of instants of one's choice")
                        .request(RUN_BODY)
                        .audited("run.request")
                        .handle(this::request));
    }

    private Response list(Request request) throws SQLException {
        int limit;
        try {
            limit = Integer.parseInt(request.query("limit").orElse("100"));
        } catch (NumberFormatException e) {
            limit = 0;
        }
        if (limit < 1 || limit > MOST_RUNS) {
            throw ProblemException.invalid("limit", "expected a whole number from 1 to " + MOST_RUNS);
        }
        return Response.ok(Map.of("runs", store.runs(request.query("model"), limit)));
    }

    private Response read(Request request) throws SQLException {
        String id = request.path("id");
        try {
            return store.find(UUID.fromString(id))
                    .map(Response::ok)
                    .orElseThrow(() -> ProblemException.notFound("there is no run " + id));
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("there is no run " + id).withCause(e);
        }
    }

    private Response request(Request request) throws SQLException, IOException {
        RunRequest wanted = request.json(RunRequest.class);
        String name = wanted.model();
        if (name == null) {
            throw ProblemException.invalid("model", "expected the name of a model");
        }
        ModelDefinition model = model(name);
        Instant now = clock.instant();
        RunPlanner.Instants instants = instants(wanted, model);
        Run run = new Run(
                UUID.randomUUID(),
                name,
                model.definitionVersion(),
                instants.trainAsOf(),
                instants.testAsOf(),
                Optional.empty(),
                Optional.ofNullable(wanted.lakeVersion()),
                request.caller().subject(),
                new RunState.Pending(0),
                now,
                now);
        store.add(run);
        return Response.json(202, run).withAuditDetail(Map.of("run", run.id(), "model", name));
    }

    private ModelDefinition model(String name) throws IOException {
        try {
            return ModelDefinitions.find(definitions, serving.get().definitions(), name)
                    .orElseThrow(() -> ProblemException.invalid("model", "no model '" + name + "' is defined"));
        } catch (InvalidDefinitionsException e) {
            throw ProblemException.invalid("model", String.valueOf(e.getMessage()));
        }
    }

    private RunPlanner.Instants instants(RunRequest wanted, ModelDefinition model) throws SQLException {
        Duration horizon = model.label().horizon();
        Instant end = completeUntil(model.policy().table());
        Instant latest = end.minus(horizon);
        Instant test = instant("testAsOf", wanted.testAsOf()).orElse(latest);
        if (test.isAfter(latest)) {
            throw ProblemException.invalid(
                    "testAsOf",
                    test + ": expected " + latest + " or earlier, for table "
                            + model.policy().table() + " is complete up to " + end + " and labels look "
                            + horizon.toDays() + " days ahead");
        }
        Instant train = instant("trainAsOf", wanted.trainAsOf()).orElse(test.minus(horizon));
        if (train.isAfter(test.minus(horizon))) {
            throw ProblemException.invalid(
                    "trainAsOf",
                    train + ": expected " + test.minus(horizon)
                            + " or earlier, for labels must have been complete when the test rows begin");
        }
        return new RunPlanner.Instants(train, test);
    }

    private Instant completeUntil(String table) throws SQLException {
        return store.transactions()
                .run(connection -> PartitionRows.latestBefore(connection, table, FOREVER))
                .map(day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                .orElseThrow(() -> ProblemException.conflict(
                        "model", "no day of table " + table + " is complete yet: there is nothing to learn from"));
    }

    private static Optional<Instant> instant(String field, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException e) {
            throw ProblemException.invalid(
                            field, "'" + text + "': expected a day such as 1998-01-01, or 1998-01-01T00:00:00Z")
                    .withCause(e);
        }
    }
}
