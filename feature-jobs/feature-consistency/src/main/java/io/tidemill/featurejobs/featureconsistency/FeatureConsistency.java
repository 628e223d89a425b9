package io.tidemill.featurejobs.featureconsistency;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.topictransactions.CompletedDayFollower;
import io.tidemill.infra.topictransactions.OutboxPublisher;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.PartitionCompleted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;

/**
 * Compares what was served on each completed day of the feature log with what the lake recomputes, keeps the reports, and announces
 * the verdicts on the topic of {@link io.tidemill.schemas.contracts.Topics#FEATURE_VERDICTS}. Any number of processes may run one.
 */
public final class FeatureConsistency implements AutoCloseable {
    /** The feature log's table. */
    private static final String LOG_TABLE = LakeTables.NAMESPACE + "." + LakeTables.ofEvents(EventTypes.FEATURE_SERVED);

    private final CompletedDayFollower follower;
    private final DayWorker worker;
    private final OutboxPublisher<FeatureVerdict> publisher;
    private final ConsistencyRoutes routes;

    private FeatureConsistency(
            CompletedDayFollower follower,
            DayWorker worker,
            OutboxPublisher<FeatureVerdict> publisher,
            ConsistencyRoutes routes) {
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
                CompletedDayFollower.follow(
                        store.transactions(),
                        ConsistencyStore.SCHEMA,
                        settings.kafka(),
                        (connection, day) -> note(connection, day, clock)),
                DayWorker.start(store, settings, champions, new ConsistencyMetrics(metrics), clock),
                OutboxPublisher.start(store.transactions(), ConsistencyStore.VERDICTS, settings.kafka(), clock),
                new ConsistencyRoutes(store, clock));
    }

    /** Days of other tables are none of ours. */
    private static void note(Connection connection, PartitionCompleted day, Clock clock) throws SQLException {
        if (day.getTable().equals(LOG_TABLE)) {
            ConsistencyStore.add(connection, new LogDay(day.getPartition(), day.getRevision(), clock.instant()));
        }
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
