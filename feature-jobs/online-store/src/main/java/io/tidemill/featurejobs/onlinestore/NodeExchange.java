package io.tidemill.featurejobs.onlinestore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** The commands of one call that go to one node of a cluster, and their replies. */
final class NodeExchange {
    private final HostAndPort node;
    private final List<Integer> indexes = new ArrayList<>();
    private final List<Boolean> asking = new ArrayList<>();

    NodeExchange(HostAndPort node) {
        this.node = node;
    }

    /**
     * One more command.
     *
     * @param index its place in the call
     * @param whileMoving whether the node is told that it has the slot only half yet
     */
    void add(int index, boolean whileMoving) {
        indexes.add(index);
        asking.add(whileMoving);
    }

    List<Integer> indexes() {
        return indexes;
    }

    /**
     * All exchanges at once: every node has its commands before the first reply is waited for.
     *
     * @param replies where each reply goes, by its command's place
     */
    static void all(
            ClusterConnectionProvider cluster,
            List<NodeExchange> exchanges,
            List<KeyCommand> commands,
            Object[] replies) {
        onAll(
                cluster,
                exchanges,
                (exchange, connection) -> exchange.send(connection, commands),
                (exchange, connection) -> exchange.receive(connection, replies));
    }

    /** Asks every node whether it is there. */
    static void pingAll(ClusterConnectionProvider cluster, List<NodeExchange> exchanges) {
        onAll(
                cluster,
                exchanges,
                (exchange, connection) -> connection.sendCommand(Protocol.Command.PING),
                (exchange, connection) -> connection.getOne());
    }

    /** One half of an exchange. */
    @FunctionalInterface
    private interface Half {
        void on(NodeExchange exchange, Connection connection);
    }

    private static void onAll(
            ClusterConnectionProvider cluster, List<NodeExchange> exchanges, Half sending, Half receiving) {
        Map<NodeExchange, Connection> open = new LinkedHashMap<>();
        try {
            for (NodeExchange exchange : exchanges) {
                exchange.withDeadOnesDropped(cluster, () -> {
                    Connection connection = cluster.getConnection(exchange.node);
                    open.put(exchange, connection);
                    sending.on(exchange, connection);
                    connection.getMany(0); // Nothing is read: this hands the commands to the network.
                });
            }
            for (NodeExchange exchange : exchanges) {
                Connection connection = open.get(exchange);
                if (connection != null) {
                    exchange.withDeadOnesDropped(cluster, () -> receiving.on(exchange, connection));
                    open.remove(exchange);
                    connection.close();
                }
            }
        } finally {
            open.values().forEach(NodeExchange::abandon);
        }
    }

    /** Replies that nobody reads any more are on their way: the connection is of no use, whatever closing it says. */
    private static void abandon(Connection unread) {
        unread.setBroken();
        try {
            unread.close();
        } catch (JedisException e) {
            // What went wrong before is what the caller has to know.
        }
    }

    /** After the node went away its idle connections are all dead. */
    private void withDeadOnesDropped(ClusterConnectionProvider cluster, Runnable work) {
        try {
            work.run();
        } catch (JedisConnectionException e) {
            ConnectionPool pool = cluster.getNodes().get(node.toString());
            if (pool != null) {
                pool.clear();
            }
            throw e;
        }
    }

    private void send(Connection connection, List<KeyCommand> commands) {
        for (int position = 0; position < indexes.size(); position++) {
            if (asking.get(position)) {
                connection.sendCommand(Protocol.Command.ASKING);
            }
            commands.get(indexes.get(position)).send(connection);
        }
    }

    private void receive(Connection connection, Object[] replies) {
        List<Object> received = connection.getMany(
                indexes.size() + (int) asking.stream().filter(each -> each).count());
        int next = 0;
        for (int position = 0; position < indexes.size(); position++) {
            if (asking.get(position) && received.get(next++) instanceof JedisDataException refused) {
                throw refused;
            }
            replies[indexes.get(position)] = received.get(next++);
        }
    }
}
