package io.tidemill.infra.servers;

import io.tidemill.decisionengine.decisions.DecisionWorker;
import io.tidemill.decisionengine.decisions.Decisions;
import io.tidemill.decisionengine.decisions.OnlineFeatures;
import io.tidemill.decisionengine.ruleauthoring.EventFields;
import io.tidemill.decisionengine.ruleauthoring.RuleAuthoring;
import io.tidemill.decisionengine.scoring.ArtifactLoader;
import io.tidemill.decisionengine.scoring.ModelFollower;
import io.tidemill.decisionengine.scoring.ModelShelf;
import io.tidemill.featurejobs.featureconsistency.ConsistencySettings;
import io.tidemill.featurejobs.featureconsistency.FeatureConsistency;
import io.tidemill.featurejobs.featureconsistency.ReportedEntities;
import io.tidemill.featurejobs.featuredefinitions.FeatureDependents;
import io.tidemill.featurejobs.featuredefinitions.FeatureVersions;
import io.tidemill.featurejobs.featurelog.FeatureLog;
import io.tidemill.featurejobs.featurelog.FeatureLogSettings;
import io.tidemill.featurejobs.featurelog.KafkaFeatureLog;
import io.tidemill.featurejobs.featurelookup.FeatureLookup;
import io.tidemill.featurejobs.featurelookup.FeaturePush;
import io.tidemill.featurejobs.featurematerialization.FeatureMaterialization;
import io.tidemill.featurejobs.featurereading.LookupSettings;
import io.tidemill.featurejobs.featurereading.StoreCircuit;
import io.tidemill.featurejobs.featurereading.StoredRows;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.ingestion.deadletters.DeadLetters;
import io.tidemill.ingestion.eventfeeds.FeedStart;
import io.tidemill.ingestion.eventgateway.EventGateway;
import io.tidemill.ingestion.eventgateway.GatewaySettings;
import io.tidemill.ingestion.eventtypes.EventTypeCatalogue;
import io.tidemill.ingestion.eventtypes.EventTypeSettings;
import io.tidemill.ingestion.lakeapi.LakeApi;
import io.tidemill.ingestion.lakequality.LakeQuality;
import io.tidemill.ingestion.lakequality.QualitySettings;
import io.tidemill.ingestion.lakeversions.LakeVersions;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import io.tidemill.ingestion.lineage.Lineage;
import io.tidemill.ingestion.lineage.LineageSettings;
import io.tidemill.ingestion.schemaregistry.SchemaRegistry;
import io.tidemill.schemas.featurecatalogue.CatalogueFollower;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.registryclient.SchemaSource;
import io.tidemill.trainingtriggers.modelregistry.ArtifactStore;
import io.tidemill.trainingtriggers.modelregistry.ChampionPublisher;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.modelregistry.RegistryRoutes;
import io.tidemill.trainingtriggers.modelserver.FeatureSource;
import io.tidemill.trainingtriggers.modelserver.PredictRoutes;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinition;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinitions;
import io.tidemill.trainingtriggers.partitionwatch.PartitionWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final SchemaSource schemas;

    /** Until rules and models are there nothing is served, and nobody can apply anything. */
    private volatile FeatureDependents named = FeatureDependents.none();

    private Servers(Map<String, String> settings, ServerParts parts, DataSource postgres) {
        this.settings = Map.copyOf(settings);
        this.configuration = Configuration.of(settings);
        this.schemas = SchemaSource.of(settings);
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
            servers.openLake();
            servers.openDeadLetters();
            servers.openFeeds();
            CatalogueFollower definitions = servers.openFeatures();
            servers.openDecisions();
            RuleAuthoring rules = servers.openRules(definitions);
            servers.openSchemas(definitions, rules);
            servers.openModels(definitions, rules);
            servers.openQuality();
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
        groups.add(closing.later(
                new EventGateway(GatewaySettings.of(configuration), schemas.open(), parts.metrics(), parts.clock())));
    }

    private void openLake() throws IOException {
        try {
            groups.add(closing.later(LakeApi.open(configuration, postgres, parts)));
        } catch (SQLException e) {
            throw new IOException("what is done to the lake's tables cannot be read", e);
        }
        List<PersonalStore> beside = new ArrayList<>(List.of(
                DeadLetters.personal(postgres, parts.clock()), new ReportedPersons(ReportedEntities.open(postgres))));
        FeedStart.personal(configuration, postgres, parts.clock()).ifPresent(beside::add);
        groups.add(closing.later(
                LakeVersions.open(configuration, postgres, parts.clock(), beside.toArray(PersonalStore[]::new))));
    }

    private void openDeadLetters() {
        groups.add(closing.later(
                DeadLetters.open(configuration, postgres, schemas.open(), parts.metrics(), parts.clock())));
    }

    private void openFeeds() throws IOException {
        groups.add(closing.later(
                FeedStart.start(configuration, postgres, schemas.open(), parts.metrics(), parts.clock())));
        FeedStart.objects(configuration, postgres, schemas.open(), parts.clock())
                .ifPresent(objects -> groups.add(closing.later(objects)));
    }

    /** Versions of views; the definitions folder is applied where none ever were, and what is stored is followed. */
    private CatalogueFollower openFeatures() throws IOException {
        FeatureVersions versions =
                closing.later(FeatureVersions.open(configuration, postgres, new Named(), parts.clock()));
        groups.add(versions);
        CatalogueFollower definitions;
        try {
            versions.importAbsent(FeatureDefinitions.read(configuration.path("definitions.folder")));
            definitions = closing.later(
                    CatalogueFollower.start(configuration.text("kafka.bootstrap-servers"), versions.catalogue()));
        } catch (SQLException e) {
            throw new IOException("the definitions of features cannot be stored", e);
        }
        Properties properties = new Properties();
        properties.putAll(settings);
        FeatureLog log = closing.later(
                KafkaFeatureLog.start(FeatureLogSettings.of(configuration), parts.metrics(), parts.clock()));
        FeatureLookup lookup =
                closing.later(FeatureLookup.open(properties, definitions, log, parts.metrics(), parts.clock()));
        groups.add(lookup);
        groups.add(closing.later(FeaturePush.open(properties, definitions, lookup::forget, parts.clock())));
        groups.add(closing.later(
                FeatureMaterialization.open(configuration, definitions, postgres, lookup::forget, parts.clock())));
        return definitions;
    }

    private void openDecisions() throws IOException {
        DecisionWorker worker = closing.later(DecisionWorker.start(settings, WORKER, parts.clock()));
        groups.add(new Decisions(worker, schemas.open(), parts.clock()));
    }

    /** Tidemill's own registry, unless another is configured; and the event types of whichever it is. */
    private void openSchemas(Supplier<FeatureDefinitions> definitions, RuleAuthoring rules) throws IOException {
        if (schemas.releasedIds()) {
            List<ModelDefinition> models = ModelDefinitions.declared(configuration.path("definitions.folder"));
            try {
                groups.add(
                        SchemaRegistry.open(postgres, new EventDependents(definitions, models, rules), parts.clock()));
            } catch (SQLException e) {
                throw new IOException("the schema registry cannot be opened", e);
            }
        }
        groups.add(closing.later(EventTypeCatalogue.open(EventTypeSettings.of(settings))));
    }

    private RuleAuthoring openRules(Supplier<FeatureDefinitions> definitions) throws IOException {
        Path folder = configuration.path("definitions.folder");
        Set<String> models = ModelDefinitions.declared(folder).stream()
                .map(ModelDefinition::name)
                .collect(Collectors.toUnmodifiableSet());
        RuleAuthoring rules = closing.later(RuleAuthoring.open(
                postgres,
                configuration.text("kafka.bootstrap-servers"),
                () -> EventFields.catalogue(definitions.get(), models, schemas.open()),
                parts.clock()));
        try {
            rules.importAbsent(folder);
        } catch (SQLException e) {
            throw new IOException("the rules of " + folder + " cannot be imported", e);
        }
        groups.add(rules);
        return rules;
    }

    private void openModels(CatalogueFollower definitions, RuleAuthoring rules) {
        String kafka = configuration.text("kafka.bootstrap-servers");
        ArtifactStore artifacts = new ArtifactStore(configuration.uri("artifacts.uri"));
        ModelRegistry registry = ModelRegistry.open(postgres, artifacts, parts.clock());
        closing.later(ChampionPublisher.start(postgres, kafka, parts.clock()));
        named = new NamedFeatures(configuration.path("definitions.folder"), registry, rules);
        groups.add(new RegistryRoutes(registry, ids -> definitions.catalogue().unreadable(ids)));
        PartitionWatch watch = closing.later(PartitionWatch.start(
                configuration, definitions::catalogue, schemas.open(), postgres, registry, parts.clock()));
        groups.add(watch.routes());
        openLineage(definitions, registry, watch);
        openConsistency(registry);
        ModelShelf shelf = new ModelShelf(new ArtifactLoader());
        ModelFollower follower = closing.later(ModelFollower.start(kafka, shelf));
        groups.add(new PredictRoutes(
                shelf, follower, Optional.of(storedFeatures(definitions)), parts.metrics(), parts.clock()));
    }

    private void openConsistency(ModelRegistry registry) {
        groups.add(closing.later(FeatureConsistency.start(
                        ConsistencySettings.of(configuration),
                        postgres,
                        new ChampionProfiles(registry),
                        parts.metrics(),
                        parts.clock()))
                .routes());
    }

    private void openQuality() {
        LakeQuality quality = closing.later(
                LakeQuality.start(QualitySettings.of(configuration), schemas.open(), postgres, parts.clock()));
        groups.add(quality.routes());
    }

    private void openLineage(Supplier<FeatureDefinitions> definitions, ModelRegistry registry, PartitionWatch watch) {
        LineageSettings lineage = LineageSettings.of(configuration);
        groups.add(closing.later(Lineage.start(
                        lineage,
                        definitions,
                        schemas.open(),
                        postgres,
                        new TrainingLineage(lineage.definitions(), registry, watch.runs()),
                        parts.metrics(),
                        parts.clock()))
                .routes());
    }

    /** Whoever it is that knows who uses features. */
    private final class Named implements FeatureDependents {
        @Override
        public List<String> naming(Set<String> features) {
            return named.naming(features);
        }

        @Override
        public Map<String, List<String>> trainedOn(Set<String> versions) {
            return named.trainedOn(versions);
        }
    }

    private FeatureSource storedFeatures(Supplier<FeatureDefinitions> definitions) {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.setProperty("feature.project", definitions.get().project());
        LookupSettings lookup = LookupSettings.of(configuration);
        OnlineStoreReader reader = closing.later(
                OnlineStoreReader.open(OnlineStoreConfig.from(properties).waitingAtMost(lookup.timeLimit())));
        return new ModelFeatures(
                new OnlineFeatures(definitions, new StoredRows(reader, new StoreCircuit(lookup, System::nanoTime))));
    }
}
