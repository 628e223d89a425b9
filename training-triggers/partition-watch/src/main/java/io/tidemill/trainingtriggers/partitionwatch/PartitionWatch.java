package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import java.time.Clock;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Everything that turns completed partitions into trained models: made, run, registered, promoted. */
public final class PartitionWatch implements AutoCloseable {
    private final PartitionFollower follower;
    private final TrainingRunner runner;
    private final RunRoutes routes;
    private final RunStore runs;

    private PartitionWatch(PartitionFollower follower, TrainingRunner runner, RunRoutes routes, RunStore runs) {
        this.follower = follower;
        this.runner = runner;
        this.routes = routes;
        this.runs = runs;
    }

    /**
     * Starts to watch and to train.
     *
     * @param configuration {@code kafka.bootstrap-servers} and what {@link TrainingSettings} names
     * @param serving the features that models may be made of, asked once for each run
     * @param schemas the types whose tables something may be expected of
     * @param dataSource PostgreSQL
     * @param registry where models go
     */
    public static PartitionWatch start(
            Configuration configuration,
            Supplier<FeatureCatalogue> serving,
            EventSchemas schemas,
            DataSource dataSource,
            ModelRegistry registry,
            Clock clock) {
        TrainingSettings settings = TrainingSettings.of(configuration);
        return start(
                settings,
                configuration.text("kafka.bootstrap-servers"),
                serving,
                schemas,
                dataSource,
                registry,
                RunLauncher.ofJvm(settings),
                clock);
    }

    static PartitionWatch start(
            TrainingSettings settings,
            String bootstrapServers,
            Supplier<FeatureCatalogue> serving,
            EventSchemas schemas,
            DataSource dataSource,
            ModelRegistry registry,
            RunLauncher launcher,
            Clock clock) {
        RunStore store = RunStore.open(dataSource, clock);
        return new PartitionWatch(
                PartitionFollower.start(store, bootstrapServers, settings.definitions(), serving, schemas, clock),
                TrainingRunner.start(
                        store, new RunExecution(store, registry, launcher, settings, serving, clock), settings),
                new RunRoutes(store, settings.definitions(), serving, clock),
                store);
    }

    /** The runs over HTTP. */
    public RunRoutes routes() {
        return routes;
    }

    /** The runs, for whoever wants to know of them. */
    public RunStore runs() {
        return runs;
    }

    @Override
    public void close() {
        follower.close();
        runner.close();
    }
}
