package io.tidemill.ingestion.lakeapi;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The lake over HTTP, below {@code /api/lake}. Safe to share between threads. */
public final class LakeApi implements RouteGroup, AutoCloseable {
    private static final Access READERS = Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);

    private final LakeCatalogue catalogue;
    private final Clock clock;

    private LakeApi(LakeCatalogue catalogue, Clock clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * Opens the API.
     *
     * @param configuration {@code lake.catalog-uri} and {@code lake.warehouse}
     */
    public static LakeApi open(Configuration configuration, Clock clock) {
        return new LakeApi(
                new LakeCatalogue(configuration.text("lake.catalog-uri"), configuration.text("lake.warehouse")), clock);
    }

    @Override
    public String name() {
        return "lake";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/lake/tables", READERS, "List the lake's tables and how they are")
                .handle(this::tables));
    }

    @Override
    public void close() {
        catalogue.close();
    }

    private Response tables(Request request) {
        return Response.ok(Map.of("tables", catalogue.tables(clock.instant())));
    }
}
