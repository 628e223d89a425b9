package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.scoring.ArtifactLoader;
import io.tidemill.decisionengine.scoring.ModelFollower;
import io.tidemill.decisionengine.scoring.ModelShelf;
import io.tidemill.featurejobs.featurereading.LookupSettings;
import io.tidemill.featurejobs.featurereading.RowSource;
import io.tidemill.featurejobs.featurereading.StoreCircuit;
import io.tidemill.featurejobs.featurereading.StoredRows;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.schemas.featurecatalogue.CatalogueFollower;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * Everything one worker decides with: rules, models and definitions of features that follow their topics, and features from
 * the online store.
 * Settings: {@code kafka.bootstrap-servers}, {@code redis.*}, {@code definitions.folder}, and those of {@link
 * LookupSettings}: while the store does not answer it is left alone, as lookups do.
 */
public final class DecisionWorker implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(1);

    private final CatalogueFollower features;
    private final RuleSubscription rules;
    private final ModelFollower models;
    private final OnlineStoreReader store;
    private final DecisionMaker maker;

    private DecisionWorker(
            CatalogueFollower features,
            RuleSubscription rules,
            ModelFollower models,
            OnlineStoreReader store,
            DecisionMaker maker) {
        this.features = features;
        this.rules = rules;
        this.models = models;
        this.store = store;
        this.maker = maker;
    }

    /**
     * Starts a worker; it is ready a little later.
     *
     * @param settings the process's settings by key
     * @param workerId names it in acknowledgements; the same after a restart, and no other worker's
     * @throws IOException if the feature definitions cannot be read
     */
    public static DecisionWorker start(Map<String, String> settings, String workerId, Clock clock) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        FeatureDefinitions definitions = FeatureDefinitions.read(Path.of(required(settings, "definitions.folder")));
        properties.setProperty("feature.project", definitions.project());
        LookupSettings lookup = LookupSettings.of(Configuration.of(settings));
        OnlineStoreReader store =
                OnlineStoreReader.open(OnlineStoreConfig.from(properties).waitingAtMost(lookup.timeLimit()));
        RowSource rows = new StoredRows(store, new StoreCircuit(lookup, System::nanoTime));
        String kafka = required(settings, "kafka.bootstrap-servers");
        CatalogueFollower features = CatalogueFollower.start(kafka, FeatureCatalogue.of(definitions));
        ModelShelf shelf = new ModelShelf(new ArtifactLoader());
        ModelFollower models = ModelFollower.start(kafka, shelf);
        RuleSubscription rules = RuleSubscription.start(kafka, workerId, clock);
        DecisionMaker maker = new DecisionMaker(rules::current, shelf, new OnlineFeatures(features, rows));
        return new DecisionWorker(features, rules, models, store, maker);
    }

    /** What decides. */
    public DecisionMaker maker() {
        return maker;
    }

    /** Whether it runs the definitions, rules and models that were published when it started. */
    public boolean ready() {
        return features.caughtUp() && rules.caughtUp() && models.caughtUp();
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException if that takes more than a minute
     */
    public void awaitReady() throws InterruptedException {
        if (!features.awaitCaughtUp(READY) || !rules.awaitCaughtUp(READY) || !models.awaitCaughtUp(READY)) {
            throw new IllegalStateException(
                    "definitions of features, rules and models could not be read within " + READY);
        }
    }

    @Override
    public void close() {
        features.close();
        rules.close();
        models.close();
        store.close();
    }

    private static String required(Map<String, String> settings, String key) {
        String value = settings.get(key);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(key + " is not set, expected a value");
        }
        return value;
    }
}
