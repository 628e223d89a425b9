package io.tidemill.infra.launcher.demo;

import java.util.Collection;

/**
 * How long something took.
 *
 * @param stage what it was
 * @param p50 milliseconds that half of the times stayed within
 * @param p99 milliseconds that 99 of 100 stayed within; the longest time where there are fewer
 * @param samples how often it was measured
 */
public record Latency(String stage, double p50, double p99, int samples) {
    /** Of times in nanoseconds, at least one. */
    static Latency of(String stage, Collection<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Latency(stage, at(sorted, 0.50), at(sorted, 0.99), sorted.length);
    }

    private static double at(long[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }
}
