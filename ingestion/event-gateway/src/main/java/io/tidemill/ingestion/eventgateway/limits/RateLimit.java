package io.tidemill.ingestion.eventgateway.limits;

/**
 * How many events a tenant may send.
 *
 * @param eventsPerSecond in the long run
 * @param burst how many at once after a silence
 */
public record RateLimit(long eventsPerSecond, long burst) {
    public RateLimit {
        if (eventsPerSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    eventsPerSecond + " events/s, burst " + burst + ": expected 1 or more of each");
        }
    }
}
