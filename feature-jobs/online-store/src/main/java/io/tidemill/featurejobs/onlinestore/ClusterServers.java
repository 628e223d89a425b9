package io.tidemill.featurejobs.onlinestore;

import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * A Redis Cluster. Each command goes to the master of its key's slot. Where that is not the master any more the answer says
 * who is, and the command follows; where a master is gone the cluster is asked for the new one, and the call is tried once
 * more.
 */
final class ClusterServers implements RedisNodes {
    /** A slot moves once, or twice while nodes come and go; more often is a cluster that does not know itself. */
    private static final int MOST_REDIRECTIONS = 5;

    private final Lazy<ClusterConnectionProvider> provider;

    ClusterServers(Supplier<ClusterConnectionProvider> provider) {
        this.provider = new Lazy<>(provider);
    }

    @Override
    public List<Object> replies(List<KeyCommand> idempotent) {
        ClusterConnectionProvider cluster = provider.get();
        try {
            return once(cluster, idempotent);
        } catch (JedisConnectionException away) {
            cluster.renewSlotCache();
            if (away.getCause() instanceof SocketTimeoutException) {
                throw away; // Whoever asked has waited long enough.
            }
            return once(cluster, idempotent);
        }
    }

    /** Every slot has to have a master that answers: an entity may be anywhere. */
    @Override
    public void check() {
        ClusterConnectionProvider cluster = provider.get();
        cluster.renewSlotCache();
        List<NodeExchange> pings = new ArrayList<>();
        cluster.getPrimaryNodes().keySet().forEach(node -> pings.add(new NodeExchange(HostAndPort.from(node))));
        NodeExchange.pingAll(cluster, pings);
    }

    @Override
    public void close() {
        provider.close();
    }

    private static List<Object> once(ClusterConnectionProvider cluster, List<KeyCommand> commands) {
        Object[] replies = new Object[commands.size()];
        Map<HostAndPort, NodeExchange> exchanges = new LinkedHashMap<>();
        IntStream.range(0, replies.length).forEach(index -> exchange(exchanges, master(cluster, commands.get(index)))
                .add(index, false));
        for (int round = 0; round <= MOST_REDIRECTIONS; round++) {
            NodeExchange.all(cluster, List.copyOf(exchanges.values()), commands, replies);
            Map<HostAndPort, NodeExchange> redirected = redirected(cluster, exchanges, replies);
            if (redirected.isEmpty()) {
                return Arrays.asList(replies);
            }
            exchanges.clear();
            exchanges.putAll(redirected);
        }
        throw new JedisClusterOperationException(
                "keys were redirected more than " + MOST_REDIRECTIONS + " times: the cluster is being changed");
    }

    /** What has to be asked again, and where. */
    private static Map<HostAndPort, NodeExchange> redirected(
            ClusterConnectionProvider cluster, Map<HostAndPort, NodeExchange> exchanges, Object[] replies) {
        Map<HostAndPort, NodeExchange> again = new LinkedHashMap<>();
        boolean moved = false;
        for (NodeExchange exchange : exchanges.values()) {
            for (int index : exchange.indexes()) {
                if (replies[index] instanceof JedisRedirectionException elsewhere) {
                    moved |= elsewhere instanceof JedisMovedDataException;
                    exchange(again, elsewhere.getTargetNode()).add(index, elsewhere instanceof JedisAskDataException);
                }
            }
        }
        if (moved) {
            cluster.renewSlotCache();
        }
        return again;
    }

    private static NodeExchange exchange(Map<HostAndPort, NodeExchange> exchanges, HostAndPort node) {
        return exchanges.computeIfAbsent(node, NodeExchange::new);
    }

    private static HostAndPort master(ClusterConnectionProvider cluster, KeyCommand command) {
        int slot = command.slot();
        HostAndPort node = cluster.getNode(slot);
        if (node == null) {
            cluster.renewSlotCache();
            node = cluster.getNode(slot);
        }
        if (node == null) {
            throw new JedisClusterOperationException("no node of the cluster has slot " + slot);
        }
        return node;
    }
}
