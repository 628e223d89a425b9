package io.tidemill.ingestion.eventgateway;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.ingestion.eventgateway.identity.SentEvents;
import java.util.function.IntSupplier;

/** What the gateway tells of itself. */
final class GatewayMetrics {
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry;
    private final Counter events;
    private final Counter duplicates;
    private final Counter conflicts;
    private final Counter limited;
    private final Histogram publishing;

    GatewayMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        events = counter("tidemill_gateway_events", "Events by the status they were answered with.", "status");
        duplicates = counter("tidemill_gateway_duplicates", "Events that were accepted again and not sent again.");
        conflicts = counter("tidemill_gateway_conflicts", "Events refused since their source and id are another's.");
        limited = counter("tidemill_gateway_limited", "Requests answered with 429, by tenant.", "tenant");
        publishing = Histogram.builder()
                .name("tidemill_gateway_publish_duration_seconds")
                .help("Time from handing a record to Kafka's producer to its acknowledgement or failure.")
                .classicOnly()
                .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .register(registry);
    }

    /** Watches what is being sent and what is remembered. */
    void watch(SentEvents sent, IntSupplier openRequests) {
        gauge("tidemill_gateway_in_flight_events", "Events sent to Kafka and not acknowledged yet.", sent::inFlight);
        gauge("tidemill_gateway_remembered_events", "Acknowledged events whose ids are remembered.", sent::size);
        gauge("tidemill_gateway_open_requests", "Requests that are not answered yet.", openRequests);
    }

    void answered(int status) {
        events.labelValues(Integer.toString(status)).inc();
    }

    void duplicate() {
        duplicates.inc();
    }

    void conflict() {
        conflicts.inc();
    }

    void limited(String tenant) {
        limited.labelValues(tenant).inc();
    }

    void published(long startNanoseconds) {
        publishing.observe((System.nanoTime() - startNanoseconds) / NANOSECONDS_PER_SECOND);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private void gauge(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsInt()))
                .register(registry);
    }
}
