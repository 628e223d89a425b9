package io.tidemill.featurejobs.featureconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.tidemill.featurejobs.featureconsistency.comparison.Cause;
import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsistencyMetricsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @Test
    void metricsAreOfTheNewestDayAlone() {
        PrometheusRegistry registry = new PrometheusRegistry();
        ConsistencyMetrics metrics = new ConsistencyMetrics(registry);
        // Given the report of a day, and a later revision of it
        metrics.show(report(DAY, feature("orders:count", Map.of())));
        metrics.show(report(DAY, feature("orders:count", Map.of(Cause.BUG, 5L))));
        assertThat(unexplained(registry)).isEqualTo(0.5);
        // When an earlier day is compared again
        metrics.show(report(DAY.minusDays(1), feature("orders:count", Map.of(Cause.BUG, 10L))));
        // Then they stay
        assertThat(unexplained(registry)).isEqualTo(0.5);
        metrics.show(report(DAY.plusDays(1), feature("orders:count", Map.of())));
        assertThat(unexplained(registry)).isZero();
    }

    /** Of ten values. */
    private static FeatureReport feature(String reference, Map<Cause, Long> causes) {
        long differing = causes.values().stream().mapToLong(Long::longValue).sum();
        return new FeatureReport(reference, 10, 10 - differing, causes, List.of(), List.of());
    }

    private static DayReport report(LocalDate day, FeatureReport... features) {
        return new DayReport(day, 1, NOW, Map.of(), 0.001, 10, 0, List.of(), List.of(), List.of(features));
    }

    private static double unexplained(PrometheusRegistry registry) {
        return registry.scrape(name -> name.equals("tidemill_feature_unexplained_ratio")).stream()
                .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }
}
