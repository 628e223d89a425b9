package io.tidemill.featurejobs.featurelookup;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;

/** What the near cache tells of itself. */
final class CacheMetrics {
    private final PrometheusRegistry registry;
    private final Counter hits;
    private final Counter misses;
    private final Counter shared;

    CacheMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        hits = counter("tidemill_feature_cache_hits", "Entities that were answered from memory.");
        misses = counter("tidemill_feature_cache_misses", "Entities that had to be read.");
        shared = counter("tidemill_feature_shared_reads", "Entities that another request was reading already.");
    }

    void watch(LongSupplier rows) {
        GaugeWithCallback.builder()
                .name("tidemill_feature_cache_rows")
                .help("Rows that are remembered, one for each entity and view.")
                .callback(gauge -> gauge.call(rows.getAsLong()))
                .register(registry);
    }

    void hits(int entities) {
        hits.inc(entities);
    }

    void misses(int entities) {
        misses.inc(entities);
    }

    void shared(int entities) {
        shared.inc(entities);
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).register(registry);
    }
}
