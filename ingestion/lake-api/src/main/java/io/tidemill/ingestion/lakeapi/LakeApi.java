package io.tidemill.ingestion.lakeapi;

import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.maintenance.Connections;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceLog;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The lake over HTTP, below {@code /api/lake}. Safe to share between threads. */
public final class LakeApi implements RouteGroup, AutoCloseable {
    private static final Access READERS = Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final int MOST = 10_000;

    private final LakeCatalogue catalogue;
    private final Completions completions;
    private final SourceWatch watch;
    private final MaintenanceRoutes maintenance;
    private final Clock clock;

    private LakeApi(
            LakeCatalogue catalogue,
            Completions completions,
            SourceWatch watch,
            MaintenanceRoutes maintenance,
            Clock clock) {
        this.catalogue = catalogue;
        this.completions = completions;
        this.watch = watch;
        this.maintenance = maintenance;
        this.clock = clock;
    }

    /**
     * Opens the API, and begins to count what sources send.
     *
     * @param configuration the keys of {@link CatalogSettings}, {@code kafka.bootstrap-servers}; {@code
     *     lake.sources.interval} (PT10S), {@code lake.sources.expected-after-days} (3), {@code lake.sources.grace} (PT1H)
     * @throws SQLException if PostgreSQL does not answer
     */
    public static LakeApi open(Configuration configuration, DataSource dataSource, ServerParts parts)
            throws SQLException {
        CatalogSettings lake = CatalogSettings.of(configuration.all());
        LakeCatalogue catalogue = new LakeCatalogue(lake);
        MaintenanceLog log = MaintenanceLog.open(Connections.of(dataSource));
        Completions completions = Completions.follow(configuration.text("kafka.bootstrap-servers"));
        SilentSources rule = new SilentSources(
                configuration.integer("lake.sources.expected-after-days", 1, 365, 3),
                configuration.duration("lake.sources.grace", Duration.ofHours(1)));
        SourceWatch watch = new SourceWatch(
                lake,
                dataSource,
                completions,
                rule,
                configuration.duration("lake.sources.interval", Duration.ofSeconds(10)));
        LakeMetrics.register(parts.metrics(), catalogue, watch, parts.clock());
        watch.start();
        return new LakeApi(
                catalogue, completions, watch, new MaintenanceRoutes(catalogue, log, parts.clock()), parts.clock());
    }

    @Override
    public String name() {
        return "lake";
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.get("/api/lake/tables", READERS, "List the lake's tables and how they are")
                        .handle(request -> Response.ok(Map.of("tables", catalogue.tables(clock.instant())))),
                Route.get("/api/lake/tables/{table}/files", READERS, "List a table's data files, the newest day first")
                        .query("limit", "how many at most, 100 if absent")
                        .handle(this::files),
                Route.get("/api/lake/tables/{table}/partitions", READERS, "List a table's days, the newest first")
                        .query("limit", "how many at most, 100 if absent")
                        .handle(this::partitions),
                Route.get(
                                "/api/lake/silent-sources",
                                READERS,
                                "List sources that are expected on an open day and silent")
                        .handle(request -> Response.ok(Map.of("silentSources", watch.silent())))));
        routes.addAll(maintenance.routes(READERS));
        return routes;
    }

    @Override
    public void close() {
        watch.close();
        completions.close();
        catalogue.close();
    }

    private Response files(Request request) {
        int limit = MaintenanceRoutes.limit(request, MOST);
        List<FileFigures> files = catalogue.table(request.path("table"), FileFigures::of);
        return Response.ok(Map.of(
                "total", files.size(), "files", files.stream().limit(limit).toList()));
    }

    private Response partitions(Request request) throws SQLException {
        int limit = MaintenanceRoutes.limit(request, MOST);
        String table = request.path("table");
        List<FileFigures> files = catalogue.table(table, FileFigures::of);
        List<PartitionSummary> days = PartitionSummary.of(
                files,
                completions.of(table),
                watch.rows().since(table, LocalDate.EPOCH),
                watch.silent().stream()
                        .filter(source -> source.table().equals(table))
                        .toList());
        return Response.ok(Map.of(
                "total", days.size(), "partitions", days.stream().limit(limit).toList()));
    }
}
