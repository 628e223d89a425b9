package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Objects;

/**
 * What a comparison allows, and how much of it is in memory.
 *
 * @param mostUnexplained the share of a feature's values that may differ without a cause that explains it, before models that use the
 *     feature are held back ({@code features.consistency.most-unexplained}, default 0.001)
 * @param inFlight how long after it was taken in an event may be missing ({@code features.consistency.in-flight}, default PT1M)
 * @param keyTtl how long after its last write the store forgets an entity ({@code redis.key-ttl}, default PT0S: never)
 * @param rowsAtOnce how many rows of the log, about, may be in memory
 * @param eventsAtOnce how many events, about, may be in memory
 */
public record ConsistencyLimits(
        double mostUnexplained, Duration inFlight, Duration keyTtl, long rowsAtOnce, long eventsAtOnce) {
    private static final String MOST = "features.consistency.most-unexplained";
    private static final Duration DEFAULT_IN_FLIGHT = Duration.ofMinutes(1);
    private static final long ROWS_AT_ONCE = 200_000;
    private static final long EVENTS_AT_ONCE = 1_000_000;

    public ConsistencyLimits {
        Objects.requireNonNull(inFlight, "inFlight");
        Objects.requireNonNull(keyTtl, "keyTtl");
        if (!(mostUnexplained >= 0 && mostUnexplained <= 1)) {
            throw new ConfigurationException(MOST + "=" + mostUnexplained + ": expected a share from 0 to 1");
        }
        if (rowsAtOnce < 1 || eventsAtOnce < 1) {
            throw new IllegalArgumentException(
                    rowsAtOnce + " rows, " + eventsAtOnce + " events at once: expected 1 or more");
        }
    }

    /**
     * From a configuration.
     *
     * @throws ConfigurationException naming the key whose value cannot be taken
     */
    public static ConsistencyLimits of(Configuration configuration) {
        return new ConsistencyLimits(
                share(configuration.text(MOST, "0.001")),
                configuration.duration("features.consistency.in-flight", DEFAULT_IN_FLIGHT),
                configuration.duration("redis.key-ttl", Duration.ZERO),
                ROWS_AT_ONCE,
                EVENTS_AT_ONCE);
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ConfigurationException(MOST + "=" + text + ": expected a share from 0 to 1");
        }
    }
}
