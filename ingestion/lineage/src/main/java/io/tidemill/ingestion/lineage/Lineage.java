package io.tidemill.ingestion.lineage;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.ingestion.lineage.delivery.Courier;
import io.tidemill.ingestion.lineage.delivery.FileTransport;
import io.tidemill.ingestion.lineage.delivery.HttpTransport;
import io.tidemill.ingestion.lineage.delivery.KafkaTransport;
import io.tidemill.ingestion.lineage.delivery.Outbox;
import io.tidemill.ingestion.lineage.delivery.Transport;
import io.tidemill.ingestion.lineage.graph.DefinedLineage;
import io.tidemill.ingestion.lineage.graph.Graphs;
import io.tidemill.ingestion.lineage.observation.CommitObserver;
import io.tidemill.ingestion.lineage.observation.DayObserver;
import io.tidemill.ingestion.lineage.observation.JobObserver;
import io.tidemill.ingestion.lineage.observation.Observer;
import io.tidemill.ingestion.lineage.observation.TrainingObserver;
import io.tidemill.ingestion.lineage.observation.Watch;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Lineage: answered over HTTP always, and told as OpenLineage events where a transport is configured. It watches from
 * beside: no job waits for it or fails by it.
 */
public final class Lineage implements AutoCloseable {
    private final LineageRoutes routes;
    private final Deque<Runnable> closing;

    private Lineage(LineageRoutes routes, Deque<Runnable> closing) {
        this.routes = routes;
        this.closing = closing;
    }

    /**
     * Starts.
     *
     * @param features what serves at the moment of each question
     * @param schemas the types whose topics and tables are drawn: those there are at the moment of each question
     * @param postgres where the outbox is, in schema {@code lineage}
     * @param facts what those who train know
     * @param metrics counts events by transport and outcome
     */
    public static Lineage start(
            LineageSettings settings,
            Supplier<FeatureDefinitions> features,
            EventSchemas schemas,
            DataSource postgres,
            TrainingFacts facts,
            PrometheusRegistry metrics,
            Clock clock) {
        Deque<Runnable> closing = new ArrayDeque<>();
        LiveRules rules = LiveRules.follow(settings.kafka());
        closing.push(rules::close);
        Graphs graphs = () -> DefinedLineage.draw(schemas, features.get(), facts.models(), rules.now());
        if (settings.told()) {
            tell(settings, postgres, facts, graphs, metrics, clock, closing);
        }
        return new Lineage(new LineageRoutes(graphs, facts), closing);
    }

    /** Lineage over HTTP. */
    public RouteGroup routes() {
        return routes;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }

    private static void tell(
            LineageSettings settings,
            DataSource postgres,
            TrainingFacts facts,
            Graphs graphs,
            PrometheusRegistry metrics,
            Clock clock,
            Deque<Runnable> closing) {
        Outbox outbox = Outbox.open(postgres);
        Counter events = Counter.builder()
                .name("tidemill_lineage_events_total")
                .help("OpenLineage events by transport, sent or dropped.")
                .labelNames("transport", "outcome")
                .register(metrics);
        List<Transport> transports = transports(settings);
        List<String> names = transports.stream().map(Transport::name).toList();
        for (Transport transport : transports) {
            Courier courier = Courier.start(outbox, transport, names, settings.buffer(), events);
            closing.push(courier::close);
        }
        List<Observer> observers = new ArrayList<>(List.of(
                new CommitObserver(settings, graphs, clock),
                new DayObserver(settings, graphs),
                new TrainingObserver(settings, facts, graphs)));
        settings.flink().ifPresent(flink -> observers.add(new JobObserver(settings, flink, graphs, clock)));
        Watch watch = Watch.start(outbox.transactions(), observers, settings.poll());
        closing.push(watch::close);
    }

    private static List<Transport> transports(LineageSettings settings) {
        List<Transport> transports = new ArrayList<>();
        settings.url().ifPresent(url -> transports.add(new HttpTransport(url, settings.token())));
        settings.topic().ifPresent(topic -> transports.add(new KafkaTransport(settings.kafka(), topic)));
        settings.file().ifPresent(file -> transports.add(new FileTransport(file)));
        return transports;
    }
}
