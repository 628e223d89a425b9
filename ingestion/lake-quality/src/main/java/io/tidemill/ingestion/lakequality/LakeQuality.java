package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.topictransactions.CompletedDayFollower;
import io.tidemill.infra.topictransactions.OutboxPublisher;
import io.tidemill.schemas.events.EventSchemas;
import java.time.Clock;
import javax.sql.DataSource;

/**
 * Judges completed days and announces the verdicts. Every revision of every completed day of every table gets a verdict
 * on the topic of {@link io.tidemill.schemas.contracts.Topics#QUALITY_VERDICTS}, also where nothing is expected, so that
 * nobody waits for one that never comes. Any number of processes may run one.
 */
public final class LakeQuality implements AutoCloseable {
    private final CompletedDayFollower follower;
    private final DayWorker worker;
    private final OutboxPublisher<VerdictMessage> publisher;
    private final QualityRoutes routes;

    private LakeQuality(
            CompletedDayFollower follower,
            DayWorker worker,
            OutboxPublisher<VerdictMessage> publisher,
            QualityRoutes routes) {
        this.follower = follower;
        this.worker = worker;
        this.publisher = publisher;
        this.routes = routes;
    }

    /**
     * Starts to judge.
     *
     * @param schemas the types whose tables something may be expected of
     * @param postgres where judgements are kept, in schema {@code quality}
     */
    public static LakeQuality start(QualitySettings settings, EventSchemas schemas, DataSource postgres, Clock clock) {
        QualityStore store = QualityStore.open(postgres);
        return new LakeQuality(
                CompletedDayFollower.follow(
                        store.transactions(),
                        QualityStore.SCHEMA,
                        settings.kafka(),
                        (connection, day) -> QualityStore.add(connection, DayRevision.of(day))),
                DayWorker.start(store, settings, schemas, clock),
                OutboxPublisher.start(store.transactions(), QualityStore.VERDICTS, settings.kafka(), clock),
                new QualityRoutes(store, new OnDemand(store, settings, schemas, clock), new DayReports(store), clock));
    }

    /** The judgements over HTTP. */
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
