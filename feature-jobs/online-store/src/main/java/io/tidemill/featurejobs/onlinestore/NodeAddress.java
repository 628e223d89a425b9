package io.tidemill.featurejobs.onlinestore;

import java.io.Serializable;
import java.util.Objects;
import redis.clients.jedis.HostAndPort;

/**
 * Where a Redis server or a sentinel listens.
 *
 * @param port from 1 to 65535
 */
public record NodeAddress(String host, int port) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LARGEST_PORT = 65535;

    public NodeAddress {
        Objects.requireNonNull(host, "host");
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host of a Redis is empty");
        }
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("redis.port cannot be " + port);
        }
    }

    /**
     * Reads {@code host:port}.
     *
     * @param key the setting it stands in, for the error
     * @throws IllegalArgumentException naming the key
     */
    static NodeAddress parse(String key, String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new NodeAddress(text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + " has '" + text + "': expected host:port, separated by commas", e);
        }
    }

    HostAndPort forJedis() {
        return new HostAndPort(host, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
