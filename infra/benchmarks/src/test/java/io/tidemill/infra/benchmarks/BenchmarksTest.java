package io.tidemill.infra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchmarksTest {
    @ParameterizedTest
    @ValueSource(strings = {"gateway", "lake", "sinks", "commits", "features", "training-set", "lookup", "decision"})
    void eachMeasurementExplainsItself(String name) {
        StringWriter out = new StringWriter();
        CommandLine commands = Benchmarks.commandLine(Clock.systemUTC()).setOut(new PrintWriter(out));
        assertThat(commands.execute(name, "--help")).isZero();
        assertThat(out.toString()).contains("--rate", "--rounds", "PT20S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--measure=20", "--rate=x", "--output=xml", "--what"})
    void aWrongOptionIsRefused(String option) {
        StringWriter err = new StringWriter();
        CommandLine commands = Benchmarks.commandLine(Clock.systemUTC()).setErr(new PrintWriter(err));
        assertThat(commands.execute("gateway", option)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(option.replaceAll("=.*", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sinks", "commits", "features", "training-set"})
    void whatPrintsTablesAloneRefusesAnotherForm(String name) {
        StringWriter err = new StringWriter();
        CommandLine commands = Benchmarks.commandLine(Clock.systemUTC()).setErr(new PrintWriter(err));
        assertThat(commands.execute(name, "--output", "json")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--output json: " + name + " prints tables");
    }
}
