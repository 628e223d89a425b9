package io.tidemill.featurejobs.onlinestore;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;

/**
 * Where the online store is.
 *
 * @param project Feast's project, part of every key
 * @param timeout of connecting and of each answer
 * @param maxConnections kept open to Redis; calls beyond it wait up to the timeout
 * @param keyTtl how long after its last write an entity is forgotten, whole; zero is never (Feast's {@code key_ttl_seconds})
 */
public record OnlineStoreConfig(
        String host, int port, String project, Duration timeout, int maxConnections, Duration keyTtl)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public OnlineStoreConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(project, "project");
        require(port > 0 && port < 65536, "redis.port", port);
        require(timeout.toMillis() > 0, "redis.timeout", timeout);
        require(maxConnections > 0, "redis.max-connections", maxConnections);
        require(!keyTtl.isNegative(), "redis.key-ttl", keyTtl);
    }

    /** With a timeout of two seconds, 16 connections and no expiry. */
    public static OnlineStoreConfig of(String host, int port, String project) {
        return new OnlineStoreConfig(host, port, project, Duration.ofSeconds(2), 16, Duration.ZERO);
    }

    /** The same store, in another project. */
    public OnlineStoreConfig withProject(String other) {
        return new OnlineStoreConfig(host, port, other, timeout, maxConnections, keyTtl);
    }

    /** The same store, for whoever has no more time than this. */
    public OnlineStoreConfig waitingAtMost(Duration limit) {
        return limit.compareTo(timeout) < 0
                ? new OnlineStoreConfig(host, port, project, limit, maxConnections, keyTtl)
                : this;
    }

    /**
     * From the keys {@code redis.host}, {@code redis.port}, {@code feature.project} (default {@code tidemill}), {@code
     * redis.timeout} (PT2S), {@code redis.max-connections} (16) and {@code redis.key-ttl} (PT0S).
     *
     * @throws IllegalArgumentException naming the key that is missing or wrong
     */
    public static OnlineStoreConfig from(Properties properties) {
        return new OnlineStoreConfig(
                required(properties, "redis.host"),
                number("redis.port", required(properties, "redis.port")),
                properties.getProperty("feature.project", "tidemill"),
                duration("redis.timeout", properties.getProperty("redis.timeout", "PT2S")),
                number("redis.max-connections", properties.getProperty("redis.max-connections", "16")),
                duration("redis.key-ttl", properties.getProperty("redis.key-ttl", "PT0S")));
    }

    private static String required(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static int number(String key, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is " + value + ", and not a whole number", e);
        }
    }

    private static Duration duration(String key, String value) {
        try {
            return Duration.parse(value);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException(key + " is " + value + ", and not a duration such as PT2S", e);
        }
    }

    private static void require(boolean condition, String key, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(key + " cannot be " + value);
        }
    }
}
