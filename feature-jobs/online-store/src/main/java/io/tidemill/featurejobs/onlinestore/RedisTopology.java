package io.tidemill.featurejobs.onlinestore;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How Redis is laid out: which servers there are, and who tells which of them has what. */
public sealed interface RedisTopology extends Serializable {
    /**
     * From {@code redis.mode} ({@code single}, {@code cluster} or {@code sentinel}; single where absent), {@code redis.host}
     * and {@code redis.port} of a single server, {@code redis.nodes} of a cluster or of the sentinels, and {@code
     * redis.sentinel-master}.
     *
     * @throws IllegalArgumentException naming the key that is missing or wrong
     */
    static RedisTopology from(Properties properties) {
        Settings settings = new Settings(properties);
        String mode = settings.text("redis.mode", "single");
        return switch (mode) {
            case "single" ->
                new Single(new NodeAddress(settings.required("redis.host"), settings.number("redis.port")));
            case "cluster" -> new Cluster(nodes(settings, mode));
            case "sentinel" -> new Sentinel(sentinelMaster(settings), nodes(settings, mode));
            default ->
                throw new IllegalArgumentException("redis.mode is " + mode + ": expected single, cluster or sentinel");
        };
    }

    /** One server. */
    record Single(NodeAddress node) implements RedisTopology {
        private static final long serialVersionUID = 1L;

        public Single {
            Objects.requireNonNull(node, "node");
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }

    /**
     * A Redis Cluster: each key has a slot, each slot a master.
     *
     * @param nodes some that are asked for the others; at least one of them has to be there at the start
     */
    record Cluster(List<NodeAddress> nodes) implements RedisTopology {
        private static final long serialVersionUID = 1L;

        public Cluster {
            nodes = some(nodes);
        }

        @Override
        public String toString() {
            return "the cluster of " + text(nodes);
        }
    }

    /**
     * One master at a time, of which sentinels tell which it is.
     *
     * @param master what the sentinels call it
     * @param sentinels their addresses
     */
    record Sentinel(String master, List<NodeAddress> sentinels) implements RedisTopology {
        private static final long serialVersionUID = 1L;

        public Sentinel {
            Objects.requireNonNull(master, "master");
            sentinels = some(sentinels);
        }

        @Override
        public String toString() {
            return "master " + master + " of the sentinels " + text(sentinels);
        }
    }

    private static String sentinelMaster(Settings settings) {
        return settings.required("redis.sentinel-master");
    }

    private static List<NodeAddress> nodes(Settings settings, String mode) {
        String text = settings.text("redis.nodes", "");
        if (text.isBlank()) {
            throw new IllegalArgumentException("redis.nodes is missing: redis.mode " + mode
                    + " needs host:port, separated by commas, such as redis-1:6379,redis-2:6379");
        }
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .map(node -> NodeAddress.parse("redis.nodes", node))
                .toList();
    }

    private static List<NodeAddress> some(List<NodeAddress> nodes) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("redis.nodes names no node: expected at least one");
        }
        return List.copyOf(nodes);
    }

    private static String text(List<NodeAddress> nodes) {
        return nodes.stream().map(NodeAddress::toString).collect(Collectors.joining(", "));
    }
}
