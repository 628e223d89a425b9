package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the parts logged. */
@Command(
        name = "logs",
        description = "Print the end of the logs, each line with its part's name in front.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill logs                 the last lines of every part",
            "  tidemill logs flink -f        Flink's, as they come",
            "  tidemill logs servers -n 500"
        })
final class LogsCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "PART",
            description = "servers, flink, kafka, redis, postgres or launcher.")
    private @Nullable String part;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines come, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many lines of each part (default: 20).")
    private int lines = 20;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LogsCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, LogFollower> followers = new LinkedHashMap<>();
        for (String name : names()) {
            followers.put(name, LogFollower.fromLastLines(new DataFolder(data.path()).log(name), lines));
        }
        if (followers.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("tidemill: no logs " + (part == null ? "" : "of " + part + " ") + "in " + data.path());
            return ExitCodes.FAILED;
        }
        return Poll.every(LOOK_AGAIN).until(() -> {
            boolean more = printMore(followers, out);
            while (follow && more) {
                more = printMore(followers, out);
            }
            return follow ? Optional.empty() : Optional.of(ExitCodes.DONE);
        });
    }

    /** Whether there was something to print. */
    private static boolean printMore(Map<String, LogFollower> followers, PrintWriter out) throws IOException {
        boolean any = false;
        for (Map.Entry<String, LogFollower> follower : followers.entrySet()) {
            String more = follower.getValue().more();
            any |= !more.isEmpty();
            more.lines().forEach(line -> out.printf("%-9s %s%n", follower.getKey(), line));
        }
        out.flush();
        return any;
    }

    private List<String> names() throws IOException {
        Path logs = new DataFolder(data.path()).logs();
        if (!Files.isDirectory(logs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .filter(name -> part == null || part.equals(name))
                    .sorted()
                    .toList();
        }
    }
}
