package io.tidemill.infra.launcher.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What can be chosen about an embedded stack.
 *
 * @param definitions the folder with {@code features}, {@code models} and {@code rules}
 * @param apiPort the port of the servers, if not any
 * @param parts which parts run
 * @param settings configuration beyond, and over, what the launcher writes
 */
public record StackOptions(
        Path definitions, Optional<Integer> apiPort, List<String> parts, Map<String, String> settings) {
    /** Every part, in the order in which they are stopped. */
    public static final List<String> ALL_PARTS = List.of("servers", "flink", "kafka", "redis", "postgres");

    public StackOptions {
        definitions = definitions.toAbsolutePath().normalize();
        Objects.requireNonNull(apiPort, "apiPort");
        parts = List.copyOf(parts);
        settings = Map.copyOf(settings);
        for (String part : parts) {
            if (!ALL_PARTS.contains(part)) {
                throw new IllegalArgumentException("part " + part + ": expected one of " + ALL_PARTS);
            }
        }
    }
}
