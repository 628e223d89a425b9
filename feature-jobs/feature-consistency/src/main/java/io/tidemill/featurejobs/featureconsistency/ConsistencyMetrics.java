package io.tidemill.featurejobs.featureconsistency;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import io.tidemill.featurejobs.featureconsistency.report.ViewReport;
import java.time.LocalDate;

/** The newest day's report as metrics. */
final class ConsistencyMetrics {
    private final Gauge unexplained;
    private final Gauge differing;
    private final Gauge freshness;
    private final Gauge stability;
    private final Gauge day;
    private LocalDate newest = LocalDate.MIN;

    ConsistencyMetrics(PrometheusRegistry registry) {
        unexplained = gauge(
                registry,
                "tidemill_feature_unexplained_ratio",
                "Share of the values served on the newest compared day that differ from the lake's without a cause.",
                "feature");
        differing = gauge(
                registry,
                "tidemill_feature_differing_ratio",
                "Share of the values served on the newest compared day that differ from the lake's, for any cause.",
                "feature");
        freshness = gauge(
                registry,
                "tidemill_feature_freshness_seconds",
                "For how long events missing in what was served had been taken in, on the newest compared day.",
                "view",
                "quantile");
        stability = gauge(
                registry,
                "tidemill_feature_population_stability_index",
                "PSI of what was served on the newest compared day against a champion's training set.",
                "model",
                "feature");
        day = gauge(
                registry,
                "tidemill_feature_compared_day_timestamp_seconds",
                "The beginning of the newest compared day.");
    }

    /** Shows a report in the place of the one before, unless that is of a later day. */
    void show(DayReport report) {
        if (report.day().isBefore(newest)) {
            return;
        }
        newest = report.day();
        unexplained.clear();
        differing.clear();
        freshness.clear();
        stability.clear();
        day.set(report.day().toEpochDay() * 86_400.0);
        for (FeatureReport feature : report.features()) {
            unexplained.labelValues(feature.feature()).set(feature.unexplainedShare());
            differing.labelValues(feature.feature()).set(feature.differingShare());
            for (FeatureReport.Drift drift : feature.drift()) {
                Double index = drift.stabilityIndex();
                if (index != null) {
                    stability.labelValues(drift.model(), feature.feature()).set(index);
                }
            }
        }
        for (ViewReport view : report.views()) {
            freshness.labelValues(view.view(), "0.5").set(view.behindMedian());
            freshness.labelValues(view.view(), "0.99").set(view.behind99());
            freshness.labelValues(view.view(), "1").set(view.behindMost());
        }
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }
}
