package io.tidemill.infra.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rows of a training set a second, beside DuckDB's ASOF JOIN over the same files; the values are compared. */
@Command(
        name = "training-set",
        description =
                "Five features of each row, of all time and of thirty days, from a lake of orders: by our training"
                        + " sets, and by DuckDB's ASOF JOIN over the same Parquet files. Each in a process of its own; from the files to"
                        + " values in memory. Every value of the one has to be the other's.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Wants a stack with PostgreSQL, for the catalogue:",
            "  ./tidemill up --detach --only postgres --data /tmp/training",
            "  infra/benchmarks/measure training-set --data /tmp/training --orders 10000000 --rows 1000000"
        })
final class TrainingSetBenchmark implements Callable<Integer> {
    private static final String PROGRAM = "io.tidemill.infra.benchmarks.trainingsets.TrainingSetProcess";
    private static final List<String> MAKERS = List.of("tidemill", "duckdb");

    /** DuckDB takes thirty days' sums as a difference of totals, which costs digits. */
    private static final double TOLERANCE = 1e-6;

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(names = "--orders", description = "In the lake. Default: ${DEFAULT-VALUE}", defaultValue = "5000000")
    private long orders;

    @Option(names = "--members", description = "Who made them. Default: ${DEFAULT-VALUE}", defaultValue = "100000")
    private int members;

    @Option(names = "--rows", description = "Of the training set. Default: ${DEFAULT-VALUE}", defaultValue = "500000")
    private int rows;

    @Option(names = "--heap", description = "Of each process. Default: ${DEFAULT-VALUE}", defaultValue = "6g")
    private String heap = "";

    @Spec
    private CommandSpec spec;

    /** What one took in one round. */
    private record Took(String maker, double seconds, double cpuSeconds) {}

    @SuppressWarnings("NullAway.Init")
    TrainingSetBenchmark() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.requireTable(spec);
        RunningStack stack = options.stack();
        Path folder = Files.createTempDirectory("tidemill-training-sets");
        say("%d orders of %d members are written", orders, members);
        step("fill", stack, folder);
        List<Took> took = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            for (String maker : MAKERS) {
                String[] figures = step(maker, stack, folder).strip().split(" ");
                took.add(new Took(maker, Double.parseDouble(figures[0]) / 1000, Double.parseDouble(figures[1]) / 1000));
                say("round %d of %d: %s in %s ms", round, options.rounds(), maker, figures[0]);
            }
            requireEqual(folder);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(table(took));
        out.flush();
        return 0;
    }

    private String step(String name, RunningStack stack, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+UseParallelGC",
                        "-XX:MetaspaceSize=128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PROGRAM,
                        name,
                        stack.catalogUri(),
                        folder.resolve("warehouse").toString(),
                        Long.toString(orders),
                        Integer.toString(members),
                        Integer.toString(rows),
                        folder.resolve(name).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(name + " ended with " + process.exitValue());
        }
        return output;
    }

    private void requireEqual(Path folder) throws IOException {
        ByteBuffer ours = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(MAKERS.get(0))));
        ByteBuffer theirs = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(MAKERS.get(1))));
        if (ours.remaining() != theirs.remaining()) {
            throw new IllegalStateException(
                    "training sets of " + ours.remaining() + " and " + theirs.remaining() + " bytes");
        }
        for (long value = 0; ours.hasRemaining(); value++) {
            double one = ours.getDouble();
            double other = theirs.getDouble();
            boolean equal = Double.isNaN(one)
                    ? Double.isNaN(other)
                    : Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one));
            if (!equal) {
                throw new IllegalStateException("value " + value + ": ours is " + one + ", DuckDB's " + other);
            }
        }
    }

    private String table(List<Took> took) {
        StringBuilder table = new StringBuilder(
                "| what | orders | rows | seconds | rows/s | CPU µs/row |\n|---|---|---|---|---|---|\n");
        took.forEach(each -> table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.1f | %.0f | %.0f |%n",
                each.maker,
                orders,
                rows,
                each.seconds,
                rows / each.seconds,
                each.cpuSeconds * 1e6 / rows)));
        return table.toString();
    }

    private void say(String format, Object... arguments) {
        spec.commandLine().getErr().printf(format + "%n", arguments);
        spec.commandLine().getErr().flush();
    }
}
