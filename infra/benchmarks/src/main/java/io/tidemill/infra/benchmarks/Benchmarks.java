package io.tidemill.infra.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** The command that measures a running stack. */
@Command(
        name = "measure",
        description = "Measures a running stack, open loop: operations are sent at times fixed ahead, and each is timed"
                + " from when it was due. Beside each stands a bare limit, measured in turn with it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  measure gateway --rate 200,1000",
            "  measure lake --rate 1000 --measure PT60S",
            "  measure sinks --rate 1000,5000 --backlog 1000000",
            "  measure commits --rate 1000 --slices 20",
            "  measure features --members 10000,1000000",
            "  measure training-set --orders 10000000 --rows 1000000",
            "  measure lookup --entities 1,10,100 --rate 100",
            "  measure decision --rounds 5 --output json"
        })
final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(Clock.systemUTC()).execute(arguments));
    }

    static CommandLine commandLine(Clock clock) {
        return new CommandLine(new Benchmarks())
                .addSubcommand(new GatewayBenchmark(clock))
                .addSubcommand(new LakeBenchmark(clock))
                .addSubcommand(new SinksBenchmark(clock))
                .addSubcommand(new CommitsBenchmark(clock))
                .addSubcommand(new FeaturesBenchmark(clock))
                .addSubcommand(new TrainingSetBenchmark())
                .addSubcommand(new LookupBenchmark(clock))
                .addSubcommand(new DecisionBenchmark())
                .registerConverter(Duration.class, Benchmarks::duration);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no duration: expected one such as PT20S");
        }
    }
}
