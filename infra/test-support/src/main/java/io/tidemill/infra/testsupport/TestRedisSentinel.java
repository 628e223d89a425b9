package io.tidemill.infra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import redis.embedded.RedisSentinel;

/**
 * A real Redis master with a replica, and a sentinel that takes the master for dead after a second and then promotes the
 * replica. Close it in {@code @AfterAll}.
 */
public final class TestRedisSentinel implements AutoCloseable {
    /** What the sentinel calls the master. */
    public static final String MASTER = "shops";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 20;

    private final TestRedis master;
    private final TestRedis replica;
    private final RedisSentinel sentinel;
    private final int port;

    private TestRedisSentinel(TestRedis master, TestRedis replica, RedisSentinel sentinel, int port) {
        this.master = master;
        this.replica = replica;
        this.sentinel = sentinel;
        this.port = port;
    }

    /** Starts all three; the replica follows the master, and the sentinel knows both. */
    public static TestRedisSentinel start() {
        TestRedis master = TestRedis.start();
        TestRedis replica = TestRedis.startOn(
                FreePorts.next(), List.of("replicaof 127.0.0.1 " + master.port(), "repl-diskless-sync-delay 0"));
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
        TestRedisSentinel all = new TestRedisSentinel(master, replica, sentinel, port);
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
        await(() -> Long.parseLong(offset(replica, "slave_repl_offset")) >= least, "what was written");
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
        }
    }

    private void awaitReplica() {
        await(
                () -> RedisQuestion.ask(replica.port(), "INFO replication").contains("master_link_status:up"),
                "the master");
        await(() -> RedisQuestion.ask(port, "INFO sentinel").contains("slaves=1"), "its sentinel");
    }

    private static String offset(TestRedis server, String name) {
        return RedisQuestion.ask(server.port(), "INFO replication")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis does not tell its " + name));
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the replica is not known to have " + what + " after " + PATIENCE);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
