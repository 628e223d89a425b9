package io.tidemill.featurejobs.onlinestore;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ConnectionProvider;

/** The servers of Redis. Safe for use by many threads. */
sealed interface RedisNodes extends AutoCloseable permits OneServer, ClusterServers {
    /**
     * Sends commands that may be sent twice, in order, and returns the reply of each; what Redis refused is a reply that is
     * an exception. One round trip to each server that has some of the keys, to all at once.
     *
     * @throws JedisException if a server does not answer, or there is none
     */
    List<Object> replies(List<KeyCommand> idempotent);

    /**
     * Returns if Redis is there.
     *
     * @throws JedisException if not
     */
    void check();

    @Override
    void close();

    /**
     * What tells where the servers are. Making one may ask them, so it is made with the first call; one that could not be
     * made is tried again with the next.
     */
    final class Lazy<P extends ConnectionProvider> {
        private final Supplier<P> make;
        private volatile @Nullable P made;

        Lazy(Supplier<P> make) {
            this.make = make;
        }

        P get() {
            P known = made;
            return known == null ? first() : known;
        }

        synchronized void close() {
            P known = made;
            if (known == null) {
                return;
            }
            try {
                known.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("closing connections to Redis", e);
            }
        }

        private synchronized P first() {
            P known = made;
            if (known == null) {
                known = make.get();
                made = known;
            }
            return known;
        }
    }
}
