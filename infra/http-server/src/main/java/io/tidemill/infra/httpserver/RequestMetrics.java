package io.tidemill.infra.httpserver;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;

/** How long requests take, by method, route and status. */
final class RequestMetrics {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    private final Histogram latency;

    RequestMetrics(PrometheusRegistry registry) {
        latency = Histogram.builder()
                .name("tidemill_http_request_duration_seconds")
                .help("Time from the head of a request to the end of its answer, by route.")
                .labelNames("method", "route", "status")
                .classicOnly()
                .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .register(registry);
    }

    void observe(String method, String route, int status, long startNanoseconds) {
        // A client can make up methods; each would be a series of its own.
        latency.labelValues(METHODS.contains(method) ? method : "OTHER", route, Integer.toString(status))
                .observe((System.nanoTime() - startNanoseconds) / NANOSECONDS_PER_SECOND);
    }
}
