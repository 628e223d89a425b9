package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A whole Tidemill in a data folder of its own, started and stopped by the command line. */
final class Stack implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

    private final CommandLine tidemill;
    private final JsonNode status;

    private Stack(CommandLine tidemill) {
        this.tidemill = tidemill;
        this.status = tidemill.status();
    }

    /** Starts it with the definitions of an example and returns when it is ready. */
    static Stack up(String example) {
        CommandLine tidemill = new CommandLine(newFolder());
        long began = System.nanoTime();
        tidemill.run(
                START_LIMIT,
                "up",
                "--detach",
                "--definitions",
                Repository.ROOT.resolve(example).toString());
        print("up and ready after %.1f s", seconds(began));
        return new Stack(tidemill);
    }

    JsonNode status() {
        return status;
    }

    /** Runs a command that is expected to succeed. */
    String run(String... arguments) {
        return tidemill.run(COMMAND_LIMIT, arguments);
    }

    /** The API with a token of a role, for the tenant {@code default}. */
    Api api(String role) {
        String token = run("token", "--role", role, "--tenant", "default").strip();
        return new Api(status.at("/addresses/api").asText(), token);
    }

    TopicReader topics() {
        return new TopicReader(status.at("/addresses/kafka").asText());
    }

    LakeReader lake() {
        return new LakeReader(status);
    }

    /** Kills the process of a part as {@code kill -9} does. */
    void kill(String part) {
        JsonNode now = tidemill.status();
        for (JsonNode process : now.get("processes")) {
            if (process.get("name").asText().equals(part)) {
                long pid = process.get("pid").asLong();
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                print("killed %s (pid %d)", part, pid);
                return;
            }
        }
        throw new AssertionError("no process named " + part + " in " + now);
    }

    /** How often a part was started again. */
    int restarts(String part) {
        for (JsonNode process : tidemill.status().get("processes")) {
            if (process.get("name").asText().equals(part)) {
                return process.get("restarts").asInt();
            }
        }
        throw new AssertionError("no process named " + part);
    }

    @Override
    public void close() {
        run("down");
    }

    static void print(String format, Object... values) {
        System.out.println("[loop] " + String.format(format, values));
    }

    static double seconds(long beganNanos) {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("tidemill-loop").resolve("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Midnight UTC of a day such as {@code 1997-09-30}. */
    static Instant midnight(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }
}
