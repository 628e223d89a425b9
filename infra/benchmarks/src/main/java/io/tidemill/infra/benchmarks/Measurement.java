package io.tidemill.infra.benchmarks;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One workload in one round.
 *
 * @param perSecond the rate it was sent at
 * @param latency in nanoseconds, from the time each operation was due
 * @param cpuMillisPerOperation by process
 */
record Measurement(
        String workload, double perSecond, Histogram latency, long failed, Map<String, Double> cpuMillisPerOperation) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** A percentile in milliseconds. */
    double millisAt(double percentile) {
        return latency.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    double maxMillis() {
        return latency.getMaxValue() / NANOS_PER_MILLI;
    }
}
