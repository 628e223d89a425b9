package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A whole Tidemill in a data folder of its own, started and stopped by the command line. */
public final class Stack implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

    private final Path data;
    private final List<String> start;
    private final CommandLine tidemill;
    private final JsonNode status;
    private final String kafka;

    private Stack(Path data, List<String> start, Map<String, String> settings) {
        this.data = data;
        this.start = List.copyOf(start);
        this.tidemill = new CommandLine(data);
        up();
        this.status = tidemill.status();
        this.kafka = settings.getOrDefault(
                "kafka.bootstrap-servers", status.at("/addresses/kafka").asText());
    }

    /** Starts it with the definitions of an example and returns when it is ready. */
    static Stack up(String example) {
        return up(Repository.ROOT.resolve(example), Map.of());
    }

    /** Starts it with a folder of definitions and some settings and returns when it is ready. */
    public static Stack up(Path definitions, Map<String, String> settings) {
        return up(definitions, settings, List.of());
    }

    /** Starts some parts of it, all where none is named, and returns when they are ready. */
    public static Stack up(Path definitions, Map<String, String> settings, List<String> parts) {
        List<String> arguments = new ArrayList<>(List.of("up", "--detach", "--definitions", definitions.toString()));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        if (!parts.isEmpty()) {
            arguments.addAll(List.of("--only", String.join(",", parts)));
        }
        return new Stack(newFolder(), arguments, settings);
    }

    /** The folder that holds all its state. */
    public Path data() {
        return data;
    }

    public JsonNode status() {
        return status;
    }

    /** Runs a command that is expected to succeed. */
    String run(String... arguments) {
        return tidemill.run(COMMAND_LIMIT, arguments);
    }

    /** The API with a token of a role, for the tenant {@code default}. */
    public Api api(String role) {
        String token = run("token", "--role", role, "--tenant", "default").strip();
        return new Api(status.at("/addresses/api").asText(), token);
    }

    /** Where Kafka is, its own or another's. */
    public String kafka() {
        return kafka;
    }

    public TopicReader topics() {
        return new TopicReader(kafka);
    }

    public LakeReader lake() {
        return new LakeReader(status);
    }

    /** The process of a part, unless it is dead at the moment. */
    public Optional<ProcessHandle> process(String part) {
        long pid = state(part).get("pid").asLong();
        return pid > 0 ? ProcessHandle.of(pid).filter(ProcessHandle::isAlive) : Optional.empty();
    }

    /** Whether the launcher says that every part serves, and each has a process that lives. */
    public boolean ready() {
        boolean ready = true;
        for (JsonNode part : state().get("processes")) {
            ready &= part.get("state").asText().equals("ready")
                    && process(part.get("name").asText()).isPresent();
        }
        return ready;
    }

    /** Kills the process of a part, and all processes that it started, as {@code kill -9} does. */
    public void kill(String part) {
        ProcessHandle process = process(part).orElseThrow(() -> new AssertionError(part + " is dead already"));
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
        print("killed %s (pid %d and %d children)", part, process.pid(), children.size());
    }

    /** Stops the process of a part where it stands, as {@code kill -STOP} does. */
    public void freeze(String part) {
        signal("STOP", part);
    }

    /** Lets the process of a part go on. */
    public void thaw(String part) {
        signal("CONT", part);
    }

    /** How often a part was started again. */
    public int restarts(String part) {
        return state(part).get("restarts").asInt();
    }

    /** Stops everything; the data stays. */
    public void down() {
        run("down");
    }

    /** Starts it again on its data, as it was started first, and returns when it is ready. */
    public void up() {
        long began = System.nanoTime();
        tidemill.run(START_LIMIT, start.toArray(String[]::new));
        print("up and ready after %.1f s", seconds(began));
    }

    /** Removes the data of a stack that is down. */
    public void delete() throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(data.getParent())) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Override
    public void close() {
        down();
    }

    public static void print(String format, @Nullable Object... values) {
        System.out.println("[loop] " + String.format(Locale.ROOT, format, values));
    }

    public static double seconds(long beganNanos) {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    /** What the launcher last wrote about its parts: to read it costs less than to run a command. */
    private JsonNode state() {
        try {
            return CommandLine.json(Files.readString(data.resolve("run").resolve("state.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode state(String part) {
        for (JsonNode process : state().get("processes")) {
            if (process.get("name").asText().equals(part)) {
                return process;
            }
        }
        throw new AssertionError("no process named " + part);
    }

    private void signal(String signal, String part) {
        long pid = process(part)
                .orElseThrow(() -> new AssertionError(part + " is dead"))
                .pid();
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + signal + " " + pid + " exited with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        print("%s to %s (pid %d)", signal, part, pid);
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
