package io.tidemill.ingestion.lakeversions;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.lakeversions.erasure.ErasureRunner;
import io.tidemill.ingestion.lakeversions.erasure.ErasureSettings;
import io.tidemill.ingestion.lakeversions.erasure.ErasureStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Versions of the lake and erasures over HTTP, below {@code /api/lake}; works on erasures beside. */
public final class LakeVersions implements RouteGroup, AutoCloseable {
    private final VersionRoutes versions;
    private final ErasureRoutes erasures;
    private final ErasureRunner runner;

    private LakeVersions(VersionRoutes versions, ErasureRoutes erasures, ErasureRunner runner) {
        this.versions = versions;
        this.erasures = erasures;
        this.runner = runner;
    }

    /**
     * Opens them.
     *
     * @param configuration the keys of {@link CatalogSettings} and {@link ErasureSettings}, and {@code lake.allowed-lateness}
     * @param postgres where erasures are kept
     */
    public static LakeVersions open(Configuration configuration, DataSource postgres, Clock clock) {
        CatalogSettings catalog = CatalogSettings.of(configuration.all());
        ErasureSettings settings = ErasureSettings.of(configuration);
        ErasureStore store = ErasureStore.open(postgres, clock);
        Duration lateness = configuration.duration("lake.allowed-lateness", Duration.ZERO);
        return new LakeVersions(
                new VersionRoutes(catalog, lateness, clock),
                new ErasureRoutes(store, settings),
                ErasureRunner.start(store, catalog, settings, clock));
    }

    @Override
    public String name() {
        return "lake-versions";
    }

    @Override
    public List<Route> routes() {
        return Stream.concat(versions.routes().stream(), erasures.routes().stream())
                .toList();
    }

    @Override
    public void close() {
        runner.close();
    }
}
