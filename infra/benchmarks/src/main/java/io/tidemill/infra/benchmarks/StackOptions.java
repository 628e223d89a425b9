package io.tidemill.infra.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What every measurement is told. */
final class StackOptions {
    @Option(
            names = "--tidemill",
            description = "The tidemill script. Default: ${DEFAULT-VALUE}",
            defaultValue = "${sys:tidemill.script:-./tidemill}")
    private String tidemill = "./tidemill";

    @Option(names = "--data", description = "The stack's data folder. Default: the script's own", defaultValue = "")
    private String data = "";

    @Option(
            names = "--rate",
            split = ",",
            description = "Operations a second; several, by commas. Default: ${DEFAULT-VALUE}",
            defaultValue = "200")
    private List<Double> rates = List.of();

    @Option(names = "--warm-up", description = "Not counted. Default: ${DEFAULT-VALUE}", defaultValue = "PT10S")
    private Duration warmUp = Duration.ZERO;

    @Option(names = "--measure", description = "Counted, per round. Default: ${DEFAULT-VALUE}", defaultValue = "PT20S")
    private Duration measured = Duration.ZERO;

    @Option(
            names = "--rounds",
            description = "Each workload in turn, so often. Default: ${DEFAULT-VALUE}",
            defaultValue = "3")
    private int rounds = 1;

    @Option(names = "--output", description = "table or json. Default: ${DEFAULT-VALUE}", defaultValue = "table")
    private Form output = Form.table;

    /** The forms a report can have. */
    private enum Form {
        table,
        json
    }

    /**
     * Refuses what a measurement whose tables are its only form cannot print.
     *
     * @throws ParameterException if another form is asked for
     */
    void requireTable(CommandSpec command) {
        if (json()) {
            throw new ParameterException(
                    command.commandLine(), "--output json: " + command.name() + " prints tables, expected table");
        }
    }

    RunningStack stack() {
        return RunningStack.ask(tidemill, data);
    }

    /** The repository that the script stands in. */
    Path home() {
        return Objects.requireNonNull(Path.of(tidemill).toAbsolutePath().getParent());
    }

    List<Pace> paces() {
        return rates.stream().map(rate -> new Pace(rate, warmUp, measured)).toList();
    }

    Duration warmUp() {
        return warmUp;
    }

    Duration measured() {
        return measured;
    }

    int rounds() {
        return rounds;
    }

    /** Measures each workload at each rate, and prints the report. */
    void measure(RunningStack stack, List<Workload> workloads, PrintWriter out, PrintWriter progress)
            throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        Rounds turns = new Rounds(stack.pids(), progress);
        for (Pace pace : paces()) {
            measurements.addAll(turns.measure(rounds, pace, workloads));
        }
        print(measurements, out);
    }

    /** Whether the output is for a program. */
    boolean json() {
        return output == Form.json;
    }

    void print(List<Measurement> measurements, PrintWriter out) throws IOException {
        Report report = new Report(measurements);
        out.println(json() ? report.json() : report.table());
        out.flush();
    }
}
