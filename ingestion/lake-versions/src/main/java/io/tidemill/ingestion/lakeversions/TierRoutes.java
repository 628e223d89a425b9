package io.tidemill.ingestion.lakeversions;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.lifecycle.TierPolicy;
import io.tidemill.ingestion.lakeversions.lifecycle.TierSchedule;
import io.tidemill.ingestion.lakeversions.lifecycle.TierSettings;
import io.tidemill.ingestion.lakeversions.lifecycle.Tiering;
import io.tidemill.ingestion.lakeversions.versions.Tables;
import java.time.Clock;
import java.util.List;

/** The life of days over HTTP. */
final class TierRoutes {
    private final CatalogSettings catalog;
    private final TierSettings settings;
    private final Clock clock;

    TierRoutes(CatalogSettings catalog, TierSettings settings, Clock clock) {
        this.catalog = catalog;
        this.settings = settings;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.post(
                        "/api/lake/tables/{table}/tier",
                        Access.of(Role.OPERATOR),
                        "Move old days to the cold location and drop those that are too old, now")
                .audited("lake.tier")
                .handle(this::tier));
    }

    private Response tier(Request request) {
        String name = request.path("table");
        TierPolicy policy = settings.of(name);
        if (policy.isEmpty()) {
            throw ProblemException.conflict(
                    "table",
                    "no age is set for table " + name + ": expected lake.tiers." + name + ".cold-after-days or"
                            + " lake.tiers." + name + ".expire-after-days");
        }
        try (Lake lake = Lake.open(catalog)) {
            Tiering tiering = new Tiering(settings.coldLocation().orElse(""), TierSchedule.TARGET_BYTES, clock);
            Tiering.Tiered done = tiering.tier(Tables.named(lake, name), name, policy);
            return Response.ok(done).withAuditDetail(done);
        }
    }
}
