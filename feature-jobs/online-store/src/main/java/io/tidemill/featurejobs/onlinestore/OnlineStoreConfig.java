package io.tidemill.featurejobs.onlinestore;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;

/**
 * Where the online store is.
 *
 * @param topology the servers
 * @param access what they ask for
 * @param project Feast's project, part of every key
 * @param timeout of connecting and of each answer
 * @param maxConnections kept open to each server; calls beyond it wait up to the timeout
 * @param keyTtl how long after its last write an entity is forgotten, whole; zero is never (Feast's {@code key_ttl_seconds})
 */
public record OnlineStoreConfig(
        RedisTopology topology,
        RedisAccess access,
        String project,
        Duration timeout,
        int maxConnections,
        Duration keyTtl)
        implements Serializable {
    private static final long serialVersionUID = 2L;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    private static final int DEFAULT_CONNECTIONS = 16;

    public OnlineStoreConfig {
        Objects.requireNonNull(topology, "topology");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(project, "project");
        require(timeout.toMillis() > 0, "redis.timeout", timeout);
        require(maxConnections > 0, "redis.max-connections", maxConnections);
        require(!keyTtl.isNegative(), "redis.key-ttl", keyTtl);
    }

    /** One server that asks for no password, with a timeout of two seconds, 16 connections and no expiry. */
    public static OnlineStoreConfig of(String host, int port, String project) {
        return of(new RedisTopology.Single(new NodeAddress(host, port)), project);
    }

    /** As {@link #of(String, int, String)}, of any servers. */
    public static OnlineStoreConfig of(RedisTopology topology, String project) {
        return new OnlineStoreConfig(
                topology, RedisAccess.OPEN, project, DEFAULT_TIMEOUT, DEFAULT_CONNECTIONS, Duration.ZERO);
    }

    /** The same store, in another project. */
    public OnlineStoreConfig withProject(String other) {
        return new OnlineStoreConfig(topology, access, other, timeout, maxConnections, keyTtl);
    }

    /** The same store, whose entities are forgotten so long after their last write. */
    public OnlineStoreConfig withKeyTtl(Duration ttl) {
        return new OnlineStoreConfig(topology, access, project, timeout, maxConnections, ttl);
    }

    /** The same store, for whoever has no more time than this. */
    public OnlineStoreConfig waitingAtMost(Duration limit) {
        return limit.compareTo(timeout) < 0
                ? new OnlineStoreConfig(topology, access, project, limit, maxConnections, keyTtl)
                : this;
    }

    /**
     * From the keys of {@link RedisTopology#from} and {@link RedisAccess}, {@code feature.project} (default {@code
     * tidemill}), {@code redis.timeout} (PT2S), {@code redis.max-connections} (16) and {@code redis.key-ttl} (PT0S).
     *
     * @throws IllegalArgumentException naming the key that is missing or wrong
     */
    public static OnlineStoreConfig from(Properties properties) {
        Settings settings = new Settings(properties);
        return new OnlineStoreConfig(
                RedisTopology.from(properties),
                RedisAccess.from(properties),
                settings.text("feature.project", "tidemill"),
                settings.duration("redis.timeout", DEFAULT_TIMEOUT),
                settings.number("redis.max-connections", DEFAULT_CONNECTIONS),
                settings.duration("redis.key-ttl", Duration.ZERO));
    }

    private static void require(boolean condition, String key, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(key + " cannot be " + value);
        }
    }
}
