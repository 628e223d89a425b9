package io.tidemill.featurejobs.onlinestore;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Redis as the reader and the writer see it: commands about keys, and errors that say who must act. */
final class RedisConnections implements AutoCloseable {
    /** What Redis says of itself while it cannot do what it otherwise does. */
    private static final Set<String> PASSING = Set.of(
            "LOADING", "BUSY", "OOM", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "MISCONF");

    private final RedisTopology topology;
    private final RedisNodes nodes;

    RedisConnections(OnlineStoreConfig config) {
        topology = config.topology();
        nodes = new RedisClients(config).nodes();
    }

    /** As {@link RedisNodes#replies}; for use within {@link #call}. */
    List<Object> replies(List<KeyCommand> idempotent) {
        return nodes.replies(idempotent);
    }

    /** As {@link RedisNodes#check}; for use within {@link #call}. */
    void check() {
        nodes.check();
    }

    /**
     * What the work returns.
     *
     * @throws OnlineStoreException in place of what Jedis throws, and of a value that cannot be read
     */
    <T> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (JedisDataException e) {
            throw translated(e);
        } catch (JedisException e) {
            throw new OnlineStoreException(
                    OnlineStoreException.Blame.EXTERNAL,
                    "Redis at " + topology + " does not answer: " + e.getMessage(),
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
        nodes.close();
    }

    private OnlineStoreException translated(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        boolean passing = PASSING.contains(message.split("[ :]", 2)[0]);
        return new OnlineStoreException(
                passing ? OnlineStoreException.Blame.EXTERNAL : OnlineStoreException.Blame.INTERNAL,
                "Redis at " + topology + " refused: " + message,
                e);
    }
}
