package io.tidemill.featurejobs.featureconsistency;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.time.Clock;
import javax.sql.DataSource;

/**
 * Compares what was served on each completed day of the feature log with what the lake recomputes, keeps the reports, and announces
 * the verdicts on the topic of {@link io.tidemill.schemas.contracts.Topics#FEATURE_VERDICTS}. Any number of processes may run one.
 */
public final class FeatureConsistency implements AutoCloseable {
    private final LogFollower follower;
    private final DayWorker worker;
    private final VerdictPublisher publisher;
    private final ConsistencyRoutes routes;

    private FeatureConsistency(
            LogFollower follower, DayWorker worker, VerdictPublisher publisher, ConsistencyRoutes routes) {
        this.follower = follower;
        this.worker = worker;
        this.publisher = publisher;
        this.routes = routes;
    }

    /**
     * Starts to compare.
     *
     * @param postgres where reports are kept, in schema {@code consistency}
     * @param champions what the models that serve were trained on
     */
    public static FeatureConsistency start(
            ConsistencySettings settings,
            DataSource postgres,
            TrainedOn.Champions champions,
            PrometheusRegistry metrics,
            Clock clock) {
        ConsistencyStore store = ConsistencyStore.open(postgres);
        return new FeatureConsistency(
                LogFollower.start(store, settings.kafka(), clock),
                DayWorker.start(store, settings, champions, new ConsistencyMetrics(metrics), clock),
                VerdictPublisher.start(postgres, settings.kafka(), clock),
                new ConsistencyRoutes(store, clock));
    }

    /** The reports over HTTP. */
    public RouteGroup routes() {
        return routes;
    }

    @Override
    public void close() {
        follower.close();
        worker.close();
        publisher.close();
    }
}
