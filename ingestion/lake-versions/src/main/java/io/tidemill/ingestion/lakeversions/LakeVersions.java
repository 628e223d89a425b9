package io.tidemill.ingestion.lakeversions;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.lakeversions.erasure.ErasureRunner;
import io.tidemill.ingestion.lakeversions.erasure.ErasureSettings;
import io.tidemill.ingestion.lakeversions.erasure.ErasureStore;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import io.tidemill.ingestion.lakeversions.lifecycle.TierSchedule;
import io.tidemill.ingestion.lakeversions.lifecycle.TierSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Versions, erasures and the life of days over HTTP, below {@code /api/lake}; works on the latter two beside. */
public final class LakeVersions implements RouteGroup, AutoCloseable {
    private final VersionRoutes versions;
    private final ErasureRoutes erasures;
    private final TierRoutes tiers;
    private final ErasureRunner runner;
    private final TierSchedule schedule;

    private LakeVersions(
            VersionRoutes versions,
            ErasureRoutes erasures,
            TierRoutes tiers,
            ErasureRunner runner,
            TierSchedule schedule) {
        this.versions = versions;
        this.erasures = erasures;
        this.tiers = tiers;
        this.runner = runner;
        this.schedule = schedule;
    }

    /**
     * Opens them.
     *
     * @param configuration the keys of {@link CatalogSettings}, {@link ErasureSettings} and {@link TierSettings}, and {@code lake.allowed-lateness}
     * @param postgres where erasures are kept
     * @param beside what other modules keep of persons beside the tables
     */
    public static LakeVersions open(
            Configuration configuration, DataSource postgres, Clock clock, PersonalStore... beside) {
        CatalogSettings catalog = CatalogSettings.of(configuration.all());
        ErasureSettings settings = ErasureSettings.of(configuration);
        ErasureStore store = ErasureStore.open(postgres, clock);
        TierSettings tiers = TierSettings.of(configuration);
        Duration lateness = configuration.duration("lake.allowed-lateness", Duration.ZERO);
        return new LakeVersions(
                new VersionRoutes(catalog, lateness, clock),
                new ErasureRoutes(store, settings),
                new TierRoutes(catalog, tiers, clock),
                ErasureRunner.start(store, catalog, List.of(beside), tiers.coldLocation(), settings, clock),
                TierSchedule.start(catalog, tiers, clock));
    }

    @Override
    public String name() {
        return "lake-versions";
    }

    @Override
    public List<Route> routes() {
        return Stream.of(versions.routes(), erasures.routes(), tiers.routes())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        schedule.close();
        runner.close();
    }
}
