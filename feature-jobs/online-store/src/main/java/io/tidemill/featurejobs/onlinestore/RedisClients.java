package io.tidemill.featurejobs.onlinestore;

import io.tidemill.featurejobs.onlinestore.RedisTopology.Cluster;
import io.tidemill.featurejobs.onlinestore.RedisTopology.Sentinel;
import io.tidemill.featurejobs.onlinestore.RedisTopology.Single;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/** Jedis, as the store's settings want it. */
final class RedisClients {
    private final OnlineStoreConfig config;
    private final RedisAccess access;

    RedisClients(OnlineStoreConfig config) {
        this.config = config;
        this.access = config.access();
        if (access.tls()) {
            settings(null, null); // A file that cannot be read is said now, and not with the first call.
        }
    }

    /** Connects when first asked, not now. */
    RedisNodes nodes() {
        RedisTopology topology = config.topology();
        if (topology instanceof Single single) {
            return new OneServer(
                    () -> new PooledConnectionProvider(single.node().forJedis(), ofServers(), pool()));
        }
        if (topology instanceof Sentinel sentinel) {
            return new OneServer(() -> new SentineledConnectionProvider(
                    sentinel.master(), ofServers(), pool(), addresses(sentinel.sentinels()), ofSentinels()));
        }
        Cluster cluster = (Cluster) topology;
        return new ClusterServers(() -> new ClusterConnectionProvider(addresses(cluster.nodes()), ofServers(), pool()));
    }

    private ConnectionPoolConfig pool() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(config.maxConnections());
        pool.setMaxIdle(config.maxConnections());
        pool.setMaxWait(config.timeout());
        pool.setTestWhileIdle(false);
        return pool;
    }

    private JedisClientConfig ofServers() {
        return settings(access.username(), access.password());
    }

    private JedisClientConfig ofSentinels() {
        return settings(access.sentinelUsername(), access.sentinelPassword());
    }

    private JedisClientConfig settings(@Nullable String username, @Nullable String password) {
        int timeoutMillis = Math.toIntExact(config.timeout().toMillis());
        DefaultJedisClientConfig.Builder settings = DefaultJedisClientConfig.builder()
                .resp2()
                .connectionTimeoutMillis(timeoutMillis)
                .socketTimeoutMillis(timeoutMillis)
                .user(username)
                .password(password)
                .ssl(access.tls());
        if (access.tls()) {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // The certificate has to be of that host.
            settings.sslParameters(parameters);
            String authorities = access.authorities();
            if (authorities != null) {
                settings.sslSocketFactory(TrustedAuthorities.sockets(authorities));
            }
        }
        return settings.build();
    }

    private static Set<HostAndPort> addresses(List<NodeAddress> nodes) {
        return nodes.stream().map(NodeAddress::forJedis).collect(Collectors.toUnmodifiableSet());
    }
}
