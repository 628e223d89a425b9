package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.schemas.events.EventSchemas;
import java.time.Clock;
import javax.sql.DataSource;

/**
 * Judges completed days and announces the verdicts. Every revision of every completed day of every table gets a verdict
 * on the topic of {@link io.tidemill.schemas.contracts.Topics#QUALITY_VERDICTS}, also where nothing is expected, so that
 * nobody waits for one that never comes. Any number of processes may run one.
 */
public final class LakeQuality implements AutoCloseable {
    private final DayFollower follower;
    private final DayWorker worker;
    private final VerdictPublisher publisher;
    private final QualityRoutes routes;

    private LakeQuality(DayFollower follower, DayWorker worker, VerdictPublisher publisher, QualityRoutes routes) {
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
                DayFollower.start(store, settings.kafka()),
                DayWorker.start(store, settings, schemas, clock),
                VerdictPublisher.start(postgres, settings.kafka(), clock),
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
