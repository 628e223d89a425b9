package io.tidemill.infra.testsupport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Redis Cluster for tests: three masters, which share the slots, and a replica of each. It takes a master for dead
 * after a second. Close it in {@code @AfterAll}.
 */
public final class TestRedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16384;
    private static final int BUS_OFFSET = 10_000;
    private static final int LARGEST_PORT = 65535;

    private final Map<Integer, TestRedis> servers = new LinkedHashMap<>();
    private final Path folder;

    private TestRedisCluster() {
        folder = TestFolders.create("redis-cluster");
    }

    /** Starts one whose every slot is served. */
    public static TestRedisCluster start() {
        TestRedisCluster cluster = new TestRedisCluster();
        try {
            IntStream.range(0, 2 * MASTERS).forEach(each -> cluster.startServer());
            cluster.join();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The ports of all servers on 127.0.0.1, the first masters first. */
    public List<Integer> ports() {
        return List.copyOf(servers.keySet());
    }

    /** The server on a port. */
    public TestRedis server(int port) {
        TestRedis server = servers.get(port);
        if (server == null) {
            throw new IllegalArgumentException("no server of the cluster is on " + port + ": " + ports());
        }
        return server;
    }

    /** The port of the master that now has a slot, as the server on another port knows it. */
    public int masterOf(int slot, int asked) {
        return RedisQuestion.ask(asked, "CLUSTER NODES")
                .lines()
                .map(line -> line.split(" "))
                .filter(words -> words[2].contains("master") && !words[2].contains("fail") && has(words, slot))
                .map(words -> words[1])
                .mapToInt(
                        address -> Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@'))))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no master has slot " + slot));
    }

    /** From now on a key of the slot that is not at the old master is asked for at the new one. */
    public void beginMove(int slot, int from, int to) {
        RedisQuestion.tell(to, "CLUSTER SETSLOT " + slot + " IMPORTING " + id(from));
        RedisQuestion.tell(from, "CLUSTER SETSLOT " + slot + " MIGRATING " + id(to));
    }

    /** From now on the new master alone has the slot. */
    public void endMove(int slot, int from, int to) {
        RedisQuestion.tell(to, "CLUSTER SETSLOT " + slot + " NODE " + id(to));
        RedisQuestion.tell(from, "CLUSTER SETSLOT " + slot + " NODE " + id(to));
    }

    @Override
    public void close() {
        servers.values().forEach(TestRedis::close);
        TestFolders.delete(folder);
    }

    private static String id(int port) {
        return RedisQuestion.ask(port, "CLUSTER MYID");
    }

    /** Words of a line of CLUSTER NODES from the ninth on are slots: one, or first-last. */
    private static boolean has(String[] words, int slot) {
        return Arrays.stream(words)
                .skip(8)
                .filter(word -> !word.startsWith("["))
                .anyMatch(word -> {
                    String[] ends = word.split("-");
                    return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
                });
    }

    private void startServer() {
        int port = port();
        servers.put(
                port,
                TestRedis.startOn(
                        port,
                        List.of(
                                "cluster-enabled yes",
                                "cluster-config-file nodes-" + port + ".conf",
                                "dir " + folder,
                                "cluster-node-timeout 1000",
                                "repl-diskless-sync yes",
                                "repl-diskless-sync-delay 0")));
    }

    private static int port() {
        while (true) {
            int port = FreePorts.next();
            if (port + BUS_OFFSET <= LARGEST_PORT) {
                return port;
            }
        }
    }

    private void join() {
        List<Integer> ports = ports();
        for (int master = 0; master < MASTERS; master++) {
            String slots = IntStream.range(master * SLOTS / MASTERS, (master + 1) * SLOTS / MASTERS)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            RedisQuestion.tell(ports.get(master), "CLUSTER ADDSLOTS " + slots);
        }
        for (int other : ports.subList(1, ports.size())) {
            RedisQuestion.tell(ports.get(0), "CLUSTER MEET 127.0.0.1 " + other);
        }
        List<String> ids = new ArrayList<>();
        for (int master = 0; master < MASTERS; master++) {
            ids.add(id(ports.get(master)));
        }
        for (int replica = MASTERS; replica < ports.size(); replica++) {
            int port = ports.get(replica);
            String master = ids.get(replica - MASTERS);
            await(() -> RedisQuestion.ask(port, "CLUSTER REPLICATE " + master).equals("OK"));
        }
        ports.forEach(
                port -> await(() -> RedisQuestion.ask(port, "CLUSTER INFO").contains("cluster_state:ok")));
        ports.subList(MASTERS, ports.size())
                .forEach(port ->
                        await(() -> RedisQuestion.ask(port, "INFO replication").contains("master_link_status:up")));
        ports.forEach(port -> await(() -> replicas(port) == MASTERS));
    }

    private static long replicas(int port) {
        return RedisQuestion.ask(port, "CLUSTER NODES")
                .lines()
                .filter(line -> line.contains("slave"))
                .count();
    }

    /** What a cluster agrees on it agrees on after a while. */
    private static void await(BooleanSupplier condition) {
        Waiting.until(condition, "cluster that agrees");
    }
}
