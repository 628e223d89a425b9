package io.tidemill.ingestion.lakeapi;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lake's tables for Prometheus. They are looked at when they are scraped, and at most every so often. */
final class LakeMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(LakeMetrics.class);
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final LakeCatalogue catalogue;
    private final Clock clock;
    private List<TableSummary> tables = List.of();
    private Instant lookedAt = Instant.EPOCH;

    private LakeMetrics(LakeCatalogue catalogue, Clock clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    static void register(PrometheusRegistry registry, LakeCatalogue catalogue, SourceWatch watch, Clock clock) {
        LakeMetrics metrics = new LakeMetrics(catalogue, clock);
        metrics.gauge(registry, "tidemill_lake_table_rows", "Rows of a table", table -> number(table.rows()));
        metrics.gauge(registry, "tidemill_lake_table_files", "Data files of a table", table -> number(table.files()));
        metrics.gauge(
                registry,
                "tidemill_lake_table_small_files",
                "Data files below three quarters of the target size",
                table -> number(table.smallFiles()));
        metrics.gauge(
                registry, "tidemill_lake_table_bytes", "Bytes of a table's files", table -> number(table.bytes()));
        metrics.gauge(
                registry,
                "tidemill_lake_table_snapshots",
                "Snapshots that are kept",
                table -> number(table.snapshots()));
        metrics.gauge(
                registry,
                "tidemill_lake_table_watermark_seconds",
                "Up to where a table is complete, in event time since 1970",
                table -> table.watermark().map(watermark -> watermark.toEpochMilli() / 1e3));
        metrics.gauge(
                registry,
                "tidemill_lake_table_last_commit_seconds",
                "When a table's newest snapshot was made, since 1970",
                table -> table.lastCommit().map(commit -> commit.toEpochMilli() / 1e3));
        GaugeWithCallback.builder()
                .name("tidemill_lake_silent_sources")
                .help("Sources that are expected on a day that is open, and silent")
                .labelNames("table")
                .callback(callback -> metrics.tables()
                        .forEach(table -> callback.call(
                                watch.silent().stream()
                                        .filter(source -> source.table().equals(table.name()))
                                        .count(),
                                table.name())))
                .register(registry);
    }

    private void gauge(
            PrometheusRegistry registry, String name, String help, Function<TableSummary, Optional<Double>> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("table")
                .callback(callback -> tables().forEach(
                                table -> value.apply(table).ifPresent(number -> callback.call(number, table.name()))))
                .register(registry);
    }

    private synchronized List<TableSummary> tables() {
        Instant now = clock.instant();
        if (lookedAt.plus(KEPT).isBefore(now)) {
            try {
                tables = catalogue.tables(now);
            } catch (RuntimeException e) {
                // The other metrics are to be seen though the catalogue is away.
                LOG.atWarn().setCause(e).log("the lake's tables cannot be measured");
                tables = List.of();
            }
            lookedAt = now;
        }
        return tables;
    }

    private static Optional<Double> number(long value) {
        return Optional.of((double) value);
    }
}
