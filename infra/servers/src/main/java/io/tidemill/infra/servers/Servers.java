package io.tidemill.infra.servers;

import io.tidemill.decisionengine.decisions.DecisionWorker;
import io.tidemill.decisionengine.decisions.Decisions;
import io.tidemill.featurejobs.featurelookup.FeatureLookup;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.ingestion.eventgateway.EventGateway;
import io.tidemill.ingestion.eventgateway.GatewaySettings;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.trainingtriggers.modelregistry.ArtifactStore;
import io.tidemill.trainingtriggers.modelregistry.ChampionPublisher;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.modelregistry.RegistryRoutes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;

/** All servers of one process: the routes of each module, and what they hold open. */
public final class Servers implements AutoCloseable {
    /** Names this process's worker in acknowledgements of rules. */
    private static final String WORKER = "servers";

    private final Map<String, String> settings;
    private final Configuration configuration;
    private final ServerParts parts;
    private final DataSource postgres;
    private final Closing closing = new Closing();
    private final List<RouteGroup> groups = new ArrayList<>();

    private Servers(Map<String, String> settings, ServerParts parts, DataSource postgres) {
        this.settings = Map.copyOf(settings);
        this.configuration = Configuration.of(settings);
        this.parts = Objects.requireNonNull(parts, "parts");
        this.postgres = Objects.requireNonNull(postgres, "postgres");
    }

    /**
     * Opens what every module needs.
     *
     * @param settings the process's settings by key
     * @throws IOException if a definition cannot be read
     */
    public static Servers open(Map<String, String> settings, ServerParts parts, DataSource postgres)
            throws IOException {
        Servers servers = new Servers(settings, parts, postgres);
        try {
            servers.openGateway();
            servers.openFeatures();
            servers.openDecisions();
            servers.openModels();
            return servers;
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /** The routes to serve. */
    public List<RouteGroup> groups() {
        return List.copyOf(groups);
    }

    @Override
    public void close() {
        closing.close();
    }

    private void openGateway() {
        groups.add(closing.later(new EventGateway(
                GatewaySettings.of(configuration), ReleasedSchemas.load(), parts.metrics(), parts.clock())));
    }

    private void openFeatures() throws IOException {
        FeatureDefinitions definitions = FeatureDefinitions.read(configuration.path("definitions.folder"));
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.setProperty("feature.project", definitions.project());
        OnlineStoreReader reader = closing.later(OnlineStoreReader.open(OnlineStoreConfig.from(properties)));
        groups.add(new FeatureLookup(definitions, reader, parts.clock()));
    }

    private void openDecisions() throws IOException {
        DecisionWorker worker = closing.later(DecisionWorker.start(settings, WORKER, parts.clock()));
        groups.add(new Decisions(worker, parts.clock()));
    }

    private void openModels() {
        ArtifactStore artifacts = new ArtifactStore(configuration.uri("artifacts.uri"));
        ModelRegistry registry = ModelRegistry.open(postgres, artifacts, parts.clock());
        closing.later(ChampionPublisher.start(postgres, configuration.text("kafka.bootstrap-servers"), parts.clock()));
        groups.add(new RegistryRoutes(registry));
    }
}
