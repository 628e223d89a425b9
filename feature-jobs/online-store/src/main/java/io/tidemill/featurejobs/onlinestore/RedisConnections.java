package io.tidemill.featurejobs.onlinestore;

import java.net.SocketTimeoutException;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connections to one Redis. After Redis went away the idle ones are all dead: the first call that meets one drops them all
 * and tries once more on a new one, so a caller sees an error only while Redis is really away.
 */
final class RedisConnections implements AutoCloseable {
    private final OnlineStoreConfig config;
    private final ConnectionPool pool;

    RedisConnections(OnlineStoreConfig config) {
        this.config = config;
        int timeoutMillis = Math.toIntExact(config.timeout().toMillis());
        ConnectionPoolConfig poolConfig = new ConnectionPoolConfig();
        poolConfig.setMaxTotal(config.maxConnections());
        poolConfig.setMaxIdle(config.maxConnections());
        poolConfig.setMaxWait(config.timeout());
        poolConfig.setTestWhileIdle(false);
        pool = new ConnectionPool(
                new HostAndPort(config.host(), config.port()),
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .connectionTimeoutMillis(timeoutMillis)
                        .socketTimeoutMillis(timeoutMillis)
                        .build(),
                poolConfig);
    }

    /** Runs work that may be run twice. */
    <T> T call(Function<Connection, T> idempotent) {
        try {
            try {
                return once(idempotent);
            } catch (JedisConnectionException stale) {
                if (stale.getCause() instanceof SocketTimeoutException) {
                    throw stale;
                }
                pool.clear();
                return once(idempotent);
            }
        } catch (JedisDataException e) {
            throw translated(e);
        } catch (JedisException e) {
            throw new OnlineStoreException(
                    OnlineStoreException.Blame.EXTERNAL,
                    "Redis at " + config.host() + ":" + config.port() + " does not answer: " + e.getMessage(),
                    e);
        } catch (MalformedValueException e) {
            throw new OnlineStoreException(
                    OnlineStoreException.Blame.INTERNAL,
                    "a stored value is not in Feast's format: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T once(Function<Connection, T> work) {
        try (Connection connection = pool.getResource()) {
            return clean(connection, work);
        }
    }

    /** Only what comes after the last reply leaves the connection fit for another call. */
    private static <T> T clean(Connection connection, Function<Connection, T> work) {
        try {
            return work.apply(connection);
        } catch (JedisDataException | MalformedValueException e) {
            throw e;
        } catch (RuntimeException e) {
            connection.setBroken();
            throw e;
        }
    }

    private OnlineStoreException translated(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        boolean passing = message.startsWith("LOADING")
                || message.startsWith("BUSY")
                || message.startsWith("OOM")
                || message.startsWith("READONLY")
                || message.startsWith("MASTERDOWN");
        return new OnlineStoreException(
                passing ? OnlineStoreException.Blame.EXTERNAL : OnlineStoreException.Blame.INTERNAL,
                "Redis at " + config.host() + ":" + config.port() + " refused: " + message,
                e);
    }
}
