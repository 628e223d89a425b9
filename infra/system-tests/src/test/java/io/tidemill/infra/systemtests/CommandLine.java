package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./tidemill} on one data folder, as a user does. */
public final class CommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final Path output;

    CommandLine(Path data) {
        this.data = data;
        this.output = data.resolveSibling(data.getFileName() + ".out");
    }

    /** What the command printed on its standard output; fails unless it exits with 0. */
    String run(Duration limit, String... arguments) {
        Process process = start(arguments);
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("tidemill " + String.join(" ", arguments) + " took over " + limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        String printed = printed();
        if (process.exitValue() != 0) {
            throw new AssertionError("tidemill " + String.join(" ", arguments) + " exited with " + process.exitValue()
                    + ":\n" + printed);
        }
        return printed;
    }

    /** Starts a command and does not wait for it. */
    Process start(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(Repository.ROOT.resolve("tidemill").toString()));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data", data.toString()));
        try {
            return new ProcessBuilder(words)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state of the stack. */
    JsonNode status() {
        return json(run(Duration.ofSeconds(30), "status", "--output", "json"));
    }

    /** JSON that was printed or answered. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String printed() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
