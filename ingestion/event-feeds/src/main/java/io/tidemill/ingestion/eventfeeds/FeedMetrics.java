package io.tidemill.ingestion.eventfeeds;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What feeds count. Safe to share between threads. */
public final class FeedMetrics {
    private final Counter events;
    private final Counter files;

    public FeedMetrics(PrometheusRegistry registry) {
        this.events = Counter.builder()
                .name("tidemill_feed_events")
                .help("Records and rows that feeds have taken, by what became of them.")
                .labelNames("feed", "result")
                .register(registry);
        this.files = Counter.builder()
                .name("tidemill_feed_files")
                .help("Files that watched folders have taken, by what became of them.")
                .labelNames("feed", "result")
                .register(registry);
    }

    /** So many more events were acknowledged. */
    public void sent(String feed, long count) {
        events.labelValues(feed, "sent").inc(count);
    }

    /** So many more rows or records were no events. */
    public void rejected(String feed, long count) {
        events.labelValues(feed, "rejected").inc(count);
    }

    /**
     * One more file has come to its end.
     *
     * @param result sent, failed or duplicate
     */
    public void file(String feed, String result) {
        files.labelValues(feed, result).inc();
    }
}
