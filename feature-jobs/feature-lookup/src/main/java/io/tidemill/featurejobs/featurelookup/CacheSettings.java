package io.tidemill.featurejobs.featurelookup;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.time.Duration;

/**
 * What a server remembers of the online store.
 *
 * @param size rows, one for each entity and view; zero is nothing ({@code features.cache.size}, default 0)
 * @param age how long ago a row may have been read and still be answered ({@code features.cache.age}, default one second)
 */
public record CacheSettings(int size, Duration age) {
    private static final int LARGEST = 100_000_000;
    private static final Duration DEFAULT_AGE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public CacheSettings {
        if (size < 0 || size > LARGEST) {
            throw new ConfigurationException("features.cache.size=" + size + ": expected 0 to " + LARGEST);
        }
        if (age.isZero() || age.isNegative() || age.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(
                    "features.cache.age=" + age + ": expected more than nothing, and " + LONGEST + " at most");
        }
    }

    /** Nothing is remembered. */
    public static CacheSettings none() {
        return new CacheSettings(0, DEFAULT_AGE);
    }

    /**
     * From a configuration.
     *
     * @throws ConfigurationException naming the key whose value cannot be taken
     */
    public static CacheSettings of(Configuration configuration) {
        return new CacheSettings(
                configuration.integer("features.cache.size", 0, LARGEST, 0),
                configuration.duration("features.cache.age", DEFAULT_AGE));
    }
}
