package io.tidemill.featurejobs.onlinestore;

import java.net.SocketTimeoutException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.Pool;

/**
 * One server that has every key: the only one, or the master that sentinels name now. After it went away the idle
 * connections are all dead: the first call that meets one drops them all and tries once more on a new one, so a caller sees
 * an error only while Redis is really away.
 */
final class OneServer implements RedisNodes {
    private final Lazy<ConnectionProvider> provider;

    OneServer(Supplier<ConnectionProvider> provider) {
        this.provider = new Lazy<>(provider);
    }

    @Override
    public List<Object> replies(List<KeyCommand> idempotent) {
        return call(connection -> {
            idempotent.forEach(command -> command.send(connection));
            return connection.getMany(idempotent.size());
        });
    }

    @Override
    public void check() {
        call(connection -> {
            connection.sendCommand(Protocol.Command.PING);
            return connection.getOne();
        });
    }

    @Override
    public void close() {
        provider.close();
    }

    private <T> T call(Function<Connection, T> idempotent) {
        try {
            return once(idempotent);
        } catch (JedisConnectionException stale) {
            if (stale.getCause() instanceof SocketTimeoutException) {
                throw stale;
            }
            provider.get().getConnectionMap().values().forEach(OneServer::drop);
            return once(idempotent);
        }
    }

    private static void drop(Object pool) {
        if (pool instanceof Pool<?> connections) {
            connections.clear();
        }
    }

    private <T> T once(Function<Connection, T> work) {
        try (Connection connection = provider.get().getConnection()) {
            return clean(connection, work);
        }
    }

    /** Only what comes after the last reply leaves the connection fit for another call. */
    private static <T> T clean(Connection connection, Function<Connection, T> work) {
        try {
            return work.apply(connection);
        } catch (JedisDataException e) {
            throw e;
        } catch (RuntimeException e) {
            connection.setBroken();
            throw e;
        }
    }
}
