package io.tidemill.infra.benchmarks;

import java.time.Duration;

/**
 * How often and how long operations are sent. The times are fixed ahead, whatever the answers do.
 *
 * @param perSecond operations a second
 * @param warmUp sent before, and not counted
 * @param measured how long operations count
 */
record Pace(double perSecond, Duration warmUp, Duration measured) {
    private static final double NANOS_PER_SECOND = 1e9;

    Pace {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("rate " + perSecond + ": expected more than 0 a second");
        }
    }

    /** Operations of the warm-up. */
    long warmUpCount() {
        return count(warmUp);
    }

    /** Operations that count. */
    long measuredCount() {
        return count(measured);
    }

    /** When an operation is due, in nanoseconds after the first. */
    long dueNanos(long operation) {
        return (long) (operation * (NANOS_PER_SECOND / perSecond));
    }

    private long count(Duration duration) {
        return Math.round(duration.toNanos() / NANOS_PER_SECOND * perSecond);
    }
}
