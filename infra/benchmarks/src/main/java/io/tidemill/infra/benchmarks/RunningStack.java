package io.tidemill.infra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stack under test, as {@code tidemill status --output json} describes it.
 *
 * @param kafka {@code bootstrap.servers}
 * @param redis host and port
 * @param catalogUri the JDBC URL of the Iceberg catalogue
 * @param pids of its processes, by name
 * @param token of an admin
 */
record RunningStack(URI api, String kafka, String redis, String catalogUri, Map<String, Long> pids, String token) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Asks the command line.
     *
     * @param tidemill the script
     * @param data the data folder, empty for the script's own
     * @throws IllegalStateException if no stack runs
     */
    static RunningStack ask(String tidemill, String data) {
        JsonNode status;
        try {
            status = JSON.readTree(output(tidemill, data, "status", "--output", "json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!status.path("ready").asBoolean()) {
            throw new IllegalStateException("no stack is ready: start one with `tidemill up`");
        }
        String token = output(tidemill, data, "token", "--role", "admin").strip();
        return of(status, token);
    }

    static RunningStack of(JsonNode status, String token) {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (JsonNode process : status.path("processes")) {
            pids.put(process.path("name").asText(), process.path("pid").asLong());
        }
        JsonNode addresses = status.path("addresses");
        return new RunningStack(
                URI.create(addresses.path("api").asText()),
                addresses.path("kafka").asText(),
                addresses.path("redis").asText(),
                status.path("lake").path("catalogUri").asText(),
                pids,
                token);
    }

    private static String output(String tidemill, String data, String... arguments) {
        List<String> command = new ArrayList<>(List.of(tidemill));
        command.addAll(List.of(arguments));
        if (!data.isEmpty()) {
            command.addAll(List.of("--data", data));
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException(String.join(" ", command) + " exited with " + exitCode);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
