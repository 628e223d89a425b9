package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.Repository;
import io.tidemill.infra.launcher.stack.StackOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a stack that is started. */
final class StackChoice {
    @Option(
            names = "--definitions",
            paramLabel = "DIR",
            description = "The folder with features/, models/ and rules/ (default: examples/shops of the repository).")
    private @Nullable Path definitions;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port of the servers (default: a free one, kept for the next start).")
    private @Nullable Integer port;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Start only these of: servers, flink, kafka, redis, postgres.")
    private List<String> only = StackOptions.ALL_PARTS;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the configuration file, such as lake.commit-interval=PT10S.")
    private Map<String, String> settings = new LinkedHashMap<>();

    StackOptions options(Repository repository) {
        return new StackOptions(
                definitions == null ? repository.exampleDefinitions() : definitions,
                Optional.ofNullable(port),
                only,
                settings);
    }

    /** The same choice as arguments of another process. */
    List<String> arguments(Repository repository) {
        StackOptions options = options(repository);
        List<String> arguments = new ArrayList<>();
        arguments.add("--definitions=" + options.definitions());
        options.apiPort().ifPresent(chosen -> arguments.add("--port=" + chosen));
        arguments.add("--only=" + String.join(",", options.parts()));
        options.settings().forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
        return arguments;
    }
}
