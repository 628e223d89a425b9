package io.tidemill.infra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import redis.embedded.RedisSentinel;

/**
 * A real Redis master with a replica, and a sentinel that takes the master for dead after a second and then promotes the
 * replica. Close it in {@code @AfterAll}.
 */
public final class TestRedisSentinel implements AutoCloseable {
    /** What the sentinel calls the master. */
    public static final String MASTER = "shops";

    private final TestRedis master;
    private final TestRedis replica;
    private final RedisSentinel sentinel;
    private final int port;
    private final Path folder;

    private TestRedisSentinel(TestRedis master, TestRedis replica, RedisSentinel sentinel, int port, Path folder) {
        this.master = master;
        this.replica = replica;
        this.sentinel = sentinel;
        this.port = port;
        this.folder = folder;
    }

    /** Starts all three; the replica follows the master, and the sentinel knows both. */
    public static TestRedisSentinel start() {
        TestRedis master = TestRedis.start();
        // A replica keeps what it was sent first in a file.
        Path folder = TestFolders.create("redis-replica");
        TestRedis replica = TestRedis.startOn(
                FreePorts.next(),
                List.of("replicaof 127.0.0.1 " + master.port(), "repl-diskless-sync-delay 0", "dir " + folder));
        int port = FreePorts.next();
        RedisSentinel sentinel = RedisSentinel.newRedisSentinel()
                .bind("127.0.0.1")
                .port(port)
                .masterName(MASTER)
                .masterPort(master.port())
                .quorumSize(1)
                .downAfterMilliseconds(1000)
                .failOverTimeout(3000)
                .build();
        TestRedisSentinel all = new TestRedisSentinel(master, replica, sentinel, port, folder);
        try {
            sentinel.start();
            all.awaitReplica();
            return all;
        } catch (IOException e) {
            all.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    /** The sentinel's port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The server that was the master at the start. */
    public TestRedis master() {
        return master;
    }

    /** The server that was the replica at the start. */
    public TestRedis replica() {
        return replica;
    }

    /** Returns when the replica has what the master has now. */
    public void awaitReplicated() {
        long least = Long.parseLong(offset(master, "master_repl_offset"));
        Waiting.until(
                () -> Long.parseLong(offset(replica, "slave_repl_offset")) >= least,
                "replica that has what was written");
    }

    @Override
    public void close() {
        try {
            if (sentinel.isActive()) {
                sentinel.stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            replica.close();
            master.close();
            TestFolders.delete(folder);
        }
    }

    private void awaitReplica() {
        Waiting.until(
                () -> RedisQuestion.ask(replica.port(), "INFO replication").contains("master_link_status:up"),
                "replica that follows");
        Waiting.until(
                () -> RedisQuestion.ask(port, "INFO sentinel").contains("slaves=1"), "sentinel that knows the replica");
    }

    private static String offset(TestRedis server, String name) {
        return RedisQuestion.ask(server.port(), "INFO replication")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis does not tell its " + name));
    }
}
