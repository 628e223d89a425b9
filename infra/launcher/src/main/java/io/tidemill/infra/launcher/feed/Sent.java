package io.tidemill.infra.launcher.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What was sent so far.
 *
 * @param accepted events that were acknowledged
 * @param refused events that the gateway did not take
 * @param retries how often a batch was sent again
 * @param byType acknowledged and refused events of each type
 * @param eventTime the time of the latest event; null before the first
 * @param elapsed how long it took
 */
public record Sent(
        long accepted,
        long refused,
        long retries,
        SortedMap<String, Long> byType,
        @Nullable Instant eventTime,
        Duration elapsed) {
    /** Events per second. */
    public double rate() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds > 0 ? (accepted + refused) / seconds : 0;
    }
}
