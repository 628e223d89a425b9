package io.tidemill.featurejobs.feastregistry;

import io.tidemill.featurejobs.onlinestore.NodeAddress;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.RedisAccess;
import io.tidemill.featurejobs.onlinestore.RedisTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Redis as Feast's configuration says where it is. A password is not written: Feast takes it from the environment variable
 * {@code REDIS_PASSWORD}.
 *
 * @param type {@code redis}, {@code redis_cluster} or {@code redis_sentinel}
 * @param nodes the server, some nodes of the cluster, or the sentinels
 * @param sentinelMaster what the sentinels call the master
 * @param parameters what else the connection string says, such as {@code ssl=true}
 */
public record FeastRedis(
        String type, List<RedisAddress> nodes, Optional<String> sentinelMaster, List<String> parameters) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@/-]+");

    public FeastRedis {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(sentinelMaster, "sentinelMaster");
        nodes = List.copyOf(nodes);
        parameters = List.copyOf(parameters);
    }

    /** One server that asks for no password. */
    public static FeastRedis of(RedisAddress server) {
        return new FeastRedis("redis", List.of(server), Optional.empty(), List.of());
    }

    /**
     * The online store of our own processes.
     *
     * @throws IllegalArgumentException if Feast could not read it back
     */
    public static FeastRedis of(OnlineStoreConfig store) {
        RedisTopology topology = store.topology();
        List<String> parameters = parameters(store.access());
        if (topology instanceof RedisTopology.Cluster cluster) {
            return new FeastRedis("redis_cluster", addresses(cluster.nodes()), Optional.empty(), parameters);
        } else if (topology instanceof RedisTopology.Sentinel sentinel) {
            return new FeastRedis(
                    "redis_sentinel",
                    addresses(sentinel.sentinels()),
                    Optional.of(plain("redis.sentinel-master", sentinel.master())),
                    parameters);
        }
        NodeAddress node = ((RedisTopology.Single) topology).node();
        return new FeastRedis("redis", addresses(List.of(node)), Optional.empty(), parameters);
    }

    /** The nodes and parameters, as Feast wants them. */
    public String connectionString() {
        return Stream.concat(nodes.stream().map(RedisAddress::toString), parameters.stream())
                .collect(Collectors.joining(","));
    }

    /** The lines of the configuration below {@code online_store}. */
    String lines() {
        StringBuilder lines = new StringBuilder("  type: redis\n");
        if (!type.equals("redis")) {
            lines.append("  redis_type: ").append(type).append('\n');
        }
        sentinelMaster.ifPresent(
                master -> lines.append("  sentinel_master: \"").append(master).append("\"\n"));
        return lines.append("  connection_string: \"")
                .append(connectionString())
                .append("\"\n")
                .toString();
    }

    private static List<String> parameters(RedisAccess access) {
        List<String> parameters = new ArrayList<>();
        if (access.tls()) {
            parameters.add("ssl=true");
        }
        String authorities = access.authorities();
        if (authorities != null) {
            parameters.add("ssl_ca_certs=" + plain("redis.tls-authorities", authorities));
        }
        String username = access.username();
        if (username != null) {
            parameters.add("username=" + plain("redis.username", username));
        }
        if (access.password() != null) {
            parameters.add("password=${REDIS_PASSWORD}");
        }
        return parameters;
    }

    private static String plain(String key, String value) {
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    key + " is '" + value + "': Feast's connection string takes letters, digits and . _ @ / - alone");
        }
        return value;
    }

    private static List<RedisAddress> addresses(List<NodeAddress> nodes) {
        return nodes.stream().map(node -> RedisAddress.parse(node.toString())).toList();
    }
}
