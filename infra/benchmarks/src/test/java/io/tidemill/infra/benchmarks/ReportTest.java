package io.tidemill.infra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void roundsBecomeOneLineWithTheMedianAndTheRange() throws IOException {
        // Given three rounds of one workload
        Report report = new Report(List.of(round(5, 0.5), round(1, 0.2), round(30, 0.3)));
        // Then the median stands in the table, beside the range
        assertThat(report.table())
                .contains("| lookup | 200 | 3 | 0 | 5.00 | 5.00 | 5.00 (1.00-30.0) | 5.00 | 5.00 | servers 0.30 |");
        // And each round in the JSON
        assertThat(report.json()).contains("\"p99.9Millis\"").containsSubsequence("lookup", "lookup", "lookup");
    }

    private static Measurement round(long millis, double cpu) {
        Histogram latency = new Histogram(5);
        latency.recordValue(millis * 1_000_000);
        return new Measurement("lookup", 200, latency, 0, Map.of("servers", cpu));
    }
}
