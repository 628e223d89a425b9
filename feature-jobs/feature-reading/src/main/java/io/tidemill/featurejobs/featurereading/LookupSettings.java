package io.tidemill.featurejobs.featurereading;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Objects;

/**
 * How long lookups wait, and how many there are at once.
 *
 * @param timeLimit from a request's arrival at the lookup to its answer ({@code features.time-limit}, default half a second)
 * @param failures this many reads in a row that fail or take longer than the limit, and the store is not asked for a while
 *     ({@code features.failures}, default 5)
 * @param pause that while ({@code features.pause}, default one second)
 * @param threads lookups that run at once ({@code redis.max-connections}, default 16); each has a connection to itself
 */
public record LookupSettings(Duration timeLimit, int failures, Duration pause, int threads) {
    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofMillis(500);
    private static final int DEFAULT_FAILURES = 5;
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);
    private static final int DEFAULT_THREADS = 16;
    private static final Duration LONGEST = Duration.ofHours(1);

    public LookupSettings {
        Objects.requireNonNull(timeLimit, "timeLimit");
        Objects.requireNonNull(pause, "pause");
        requireBetween("features.time-limit", timeLimit, Duration.ofMillis(1));
        requireBetween("features.pause", pause, Duration.ZERO);
        if (failures < 1 || threads < 1) {
            throw new IllegalArgumentException(failures + " failures, " + threads + " threads: expected 1 or more");
        }
    }

    /**
     * From a configuration.
     *
     * @throws ConfigurationException naming the key whose value cannot be taken
     */
    public static LookupSettings of(Configuration configuration) {
        return new LookupSettings(
                configuration.duration("features.time-limit", DEFAULT_TIME_LIMIT),
                configuration.integer("features.failures", 1, 1000, DEFAULT_FAILURES),
                configuration.duration("features.pause", DEFAULT_PAUSE),
                configuration.integer("redis.max-connections", 1, 1000, DEFAULT_THREADS));
    }

    private static void requireBetween(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(key + "=" + value + ": expected " + least + " to " + LONGEST);
        }
    }
}
