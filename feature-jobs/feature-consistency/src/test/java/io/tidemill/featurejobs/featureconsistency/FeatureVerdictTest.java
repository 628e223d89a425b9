package io.tidemill.featurejobs.featureconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.featureconsistency.comparison.Cause;
import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureVerdictTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @Test
    void aFeatureOfWhichNothingCouldBeJudgedHasNoVerdict() {
        // Given a feature of which one value could be judged, and one whose events the lake does not have yet
        DayReport report = report(
                DAY,
                feature("orders:count", Map.of(Cause.LAKE_BEHIND, 9L)),
                feature("orders:sum", Map.of(Cause.LAKE_BEHIND, 10L)));
        // When it is announced
        FeatureVerdict verdict = FeatureVerdict.of(new ComparedDay(report, Optional.empty()));
        // Then nothing is said of the second: what failed before holds
        assertThat(verdict.verdict()).isEqualTo("passed");
        assertThat(verdict.judged()).containsExactly("orders:count");
    }

    /** Of ten values. */
    private static FeatureReport feature(String reference, Map<Cause, Long> causes) {
        long differing = causes.values().stream().mapToLong(Long::longValue).sum();
        return new FeatureReport(reference, 10, 10 - differing, causes, List.of(), List.of());
    }

    private static DayReport report(LocalDate day, FeatureReport... features) {
        return new DayReport(day, 1, NOW, Map.of(), 0.001, 10, 0, List.of(), List.of(), List.of(features));
    }
}
