package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Definitions over HTTP: planned, applied, shown and retired. What is stored in PostgreSQL is published, and a version is
 * brought forward until it serves, for as long as it takes, also after a restart; any number of processes may run one.
 */
public final class FeatureVersions implements RouteGroup, AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final String FILES =
            """
            {"type": "object", "required": ["files"], "properties": {
              "files": {"type": "object", "additionalProperties": {"type": "string"},
                "description": "all files of definitions, by name"},
              "revision": {"type": "integer", "description": "the one that was planned for; absent for any"}}}
            """;

    private final DefinitionStore store;
    private final DefinitionChanges changes;
    private final DefinitionRequests requests;
    private final JobProgress job;
    private final KafkaProducer<byte[], byte[]> producer;
    private final VersionRunner runner;

    private FeatureVersions(
            DataSource postgres, String kafka, CatalogSettings lake, FeatureDependents dependents, Clock clock) {
        store = DefinitionStore.open(postgres);
        changes = new DefinitionChanges(store, clock);
        job = new JobProgress(kafka);
        producer = producer(kafka);
        runner = VersionRunner.start(
                postgres, new VersionRuns(store, job, new PastFromLake(lake, producer, clock), producer, clock));
        requests = new DefinitionRequests(store, changes, dependents, new TableChecks(lake), runner::wake);
    }

    /**
     * Opens the module: brings its tables up to date and goes on with what waits.
     *
     * @param configuration {@code kafka.bootstrap-servers}, and where the lake is
     * @param dependents who names features
     */
    public static FeatureVersions open(
            Configuration configuration, DataSource postgres, FeatureDependents dependents, Clock clock) {
        return new FeatureVersions(
                postgres,
                configuration.text("kafka.bootstrap-servers"),
                CatalogSettings.of(configuration.all()),
                dependents,
                clock);
    }

    /**
     * Stores the definitions that come with an installation, if there never were any.
     *
     * @return whether there were none
     * @throws SQLException if PostgreSQL cannot be reached
     */
    public boolean importAbsent(FeatureDefinitions definitions) throws SQLException {
        boolean begun = changes.begin(definitions, "tidemill");
        runner.wake();
        return begun;
    }

    /**
     * What is stored, whether or not it is published yet.
     *
     * @throws SQLException if PostgreSQL cannot be reached, or nothing was ever stored
     */
    public FeatureCatalogue catalogue() throws SQLException {
        return store.read()
                .orElseThrow(() -> new SQLException("no definitions of features are stored"))
                .catalogue();
    }

    @Override
    public String name() {
        return "feature-definitions";
    }

    @Override
    public List<Route> routes() {
        Access readers = Access.of(Role.READER, Role.SCIENTIST, Role.MARKETER, Role.OPERATOR);
        Access writers = Access.of(Role.SCIENTIST, Role.OPERATOR);
        return List.of(
                Route.get("/api/feature-views", readers, "Every version of every view, and how far it is")
                        .handle(requests::list),
                Route.get("/api/feature-views/{view}", readers, "The versions of a view, with their definitions")
                        .handle(requests::show),
                Route.get("/api/feature-views/{view}/diff", readers, "What differs between two versions")
                        .query("from", "the number of one version")
                        .query("to", "the number of the other")
                        .handle(requests::diff),
                Route.get(
                                "/api/feature-schema",
                                Access.open("it says how definitions are written, and nothing of any"),
                                "The JSON Schema of files of definitions, for editors")
                        .handle(requests::schema),
                Route.post("/api/feature-views/plan", readers, "What applying definitions would do")
                        .request(FILES)
                        .unaudited("it changes nothing")
                        .handle(requests::plan),
                Route.post("/api/feature-views/apply", writers, "Apply definitions, all of them")
                        .request(FILES)
                        .audited("features.apply")
                        .handle(requests::apply),
                Route.delete(
                                "/api/feature-views/{view}/versions/{version}",
                                writers,
                                "Retire a version that does not serve")
                        .audited("features.retire")
                        .handle(requests::retire));
    }

    @Override
    public void close() {
        runner.close();
        producer.close(CLOSE);
        job.close();
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "compression.type",
                        "lz4",
                        "max.block.ms",
                        "5000",
                        "delivery.timeout.ms",
                        "30000",
                        "request.timeout.ms",
                        "5000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
