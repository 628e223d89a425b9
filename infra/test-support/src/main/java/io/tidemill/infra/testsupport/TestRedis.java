package io.tidemill.infra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis server for tests; close it in {@code @AfterAll}. */
public final class TestRedis implements AutoCloseable {
    private final RedisServer server;
    private final int port;
    private OptionalLong frozen = OptionalLong.empty();

    private TestRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts an empty server that keeps nothing on disk. */
    public static TestRedis start() {
        return startOn(FreePorts.next());
    }

    /** As {@link #start()} on a port of one's own, such as that of a server that was stopped. */
    public static TestRedis startOn(int port) {
        return startOn(port, List.of());
    }

    /** As {@link #startOn(int)}, with lines of redis.conf besides. */
    public static TestRedis startOn(int port, List<String> settings) {
        try {
            RedisServerBuilder builder = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .setting("maxmemory 256M");
            settings.forEach(builder::setting);
            RedisServer server = builder.build();
            server.start();
            return new TestRedis(server, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** How often a command was called since the server started. */
    public long calls(String command) {
        String start = "cmdstat_" + command + ":calls=";
        return RedisQuestion.ask(port, "INFO commandstats")
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> Long.parseLong(line.substring(start.length(), line.indexOf(','))))
                .sum();
    }

    /** Stops its process where it stands: it takes connections as before and answers nothing until {@link #thaw()}. */
    public void freeze() {
        long process = processId();
        signal("STOP", process);
        frozen = OptionalLong.of(process);
    }

    /** Lets it go on; what was asked meanwhile is answered now. Does nothing to one that is not frozen. */
    public void thaw() {
        frozen.ifPresent(process -> signal("CONT", process));
        frozen = OptionalLong.empty();
    }

    /** Ends its process without a word. */
    public void kill() {
        signal("KILL", processId());
    }

    @Override
    public void close() {
        // A frozen process does not see that it shall end.
        thaw();
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(String name, long process) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " " + process + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** As the server tells: who started it does not know. */
    private long processId() {
        String name = "process_id:";
        return RedisQuestion.ask(port, "INFO server")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis on port " + port + " does not tell its " + name));
    }
}
