package io.tidemill.trainingtriggers.modelregistry;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The registry over HTTP, below {@code /api/models}. */
public final class RegistryRoutes implements RouteGroup {
    private static final Access READERS = Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final String CHAMPION_BODY =
            """
            {"type":"object","required":["version"],"properties":{
              "version":{"type":"integer","minimum":1},
              "expectedVersion":{"type":"integer","minimum":0,
                "description":"what the champion is believed to be; 0 for none; absent to overwrite any"}}}""";

    private final ModelRegistry registry;
    private final UnaryOperator<List<String>> unreadable;

    /**
     * Of a registry.
     *
     * @param unreadable those of some versions of views, {@code view@vN}, that have no values: a model that was trained on one
     *     cannot serve
     */
    public RegistryRoutes(ModelRegistry registry, UnaryOperator<List<String>> unreadable) {
        this.registry = registry;
        this.unreadable = unreadable;
    }

    /** The body of a change of champion. */
    record ChampionChange(@Nullable Long version, @Nullable Long expectedVersion) {}

    @Override
    public String name() {
        return "models";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/models", READERS, "List the registered models")
                        .handle(request -> Response.ok(Map.of("models", registry.models()))),
                Route.get("/api/model-versions", READERS, "Find a version by its URI")
                        .query("uri", "models:/NAME@ALIAS or models:/NAME/VERSION")
                        .handle(this::resolve),
                Route.get("/api/models/{name}", READERS, "Read a registered model")
                        .handle(request -> Response.ok(model(request))),
                Route.get("/api/models/{name}/versions", READERS, "List the versions of a model, the newest first")
                        .handle(request -> Response.ok(Map.of(
                                "versions", registry.versions(model(request).name())))),
                Route.get("/api/models/{name}/versions/{version}", READERS, "Read a version of a model")
                        .handle(request -> Response.ok(version(request))),
                Route.get("/api/models/{name}/versions/{version}/report", READERS, "Read the evaluation of a version")
                        .handle(request -> Response.text(
                                200,
                                MediaTypes.JSON,
                                found(registry.report(request.path("name"), number(request)), request))),
                Route.get(
                                "/api/models/{name}/versions/{version}/report.html",
                                READERS,
                                "Read the evaluation of a version as a page")
                        .handle(request -> Response.text(
                                200,
                                MediaTypes.HTML,
                                found(registry.reportPage(request.path("name"), number(request)), request))),
                Route.put(
                                "/api/models/{name}/aliases/champion",
                                Access.of(Role.SCIENTIST, Role.OPERATOR),
                                "Make a version the champion: it serves from now on")
                        .request(CHAMPION_BODY)
                        .audited("model.champion")
                        .handle(this::setChampion));
    }

    private Response setChampion(Request request) throws SQLException {
        ChampionChange change = request.json(ChampionChange.class);
        String name = request.path("name");
        Long version = change.version();
        if (version == null || version < 1) {
            throw ProblemException.invalid("version", "version " + version + ": expected a whole number from 1");
        }
        requireServable(name, version);
        try {
            ModelVersion champion = registry.setChampion(
                    name, version, expected(change), request.caller().subject());
            return Response.ok(champion).withAuditDetail(Map.of("model", name, "version", version));
        } catch (UnknownVersionException e) {
            throw ProblemException.notFound(String.valueOf(e.getMessage())).withField("version");
        } catch (ChampionConflictException e) {
            throw ProblemException.conflict("expectedVersion", String.valueOf(e.getMessage()));
        }
    }

    private void requireServable(String model, long version) throws SQLException {
        List<String> gone = registry.resolve(new ModelUri.ByVersion(model, version))
                .map(found -> unreadable.apply(found.featureVersions()))
                .orElse(List.of());
        if (!gone.isEmpty()) {
            throw ProblemException.conflict(
                    "version",
                    "model " + model + " version " + version + " was trained on " + String.join(", ", gone)
                            + ", which is not computed any more: train it anew");
        }
    }

    private static ExpectedChampion expected(ChampionChange change) {
        Long expected = change.expectedVersion();
        if (expected == null) {
            return new ExpectedChampion.Any();
        }
        return expected == 0 ? new ExpectedChampion.None() : new ExpectedChampion.Version(expected);
    }

    private Response resolve(Request request) throws SQLException {
        String text = request.requiredQuery("uri");
        try {
            return registry.resolve(ModelUri.parse(text))
                    .map(Response::ok)
                    .orElseThrow(() -> ProblemException.notFound("there is no " + text));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("uri", String.valueOf(e.getMessage()));
        }
    }

    private RegisteredModel model(Request request) throws SQLException {
        String name = request.path("name");
        return registry.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("there is no model " + name));
    }

    private ModelVersion version(Request request) throws SQLException {
        return found(registry.resolve(new ModelUri.ByVersion(request.path("name"), number(request))), request);
    }

    private static long number(Request request) {
        try {
            return Long.parseLong(request.path("version"));
        } catch (NumberFormatException e) {
            throw ProblemException.invalid(
                    "version", "version " + request.path("version") + ": expected a whole number from 1");
        }
    }

    private static <T> T found(Optional<T> value, Request request) {
        return value.orElseThrow(() -> ProblemException.notFound(
                "model " + request.path("name") + " has no version " + request.path("version")));
    }
}
