package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a training set. */
@Command(
        name = "training-set",
        description = {
            "Features of entities as of instants, from the lake: what was known of each then, and nothing later.",
            "Beside OUT it writes OUT.json: snapshots, statistics, and features that know the label too well.",
            "What does not fit into memory is made by Flink, in batch mode; the files are the same."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The entity rows have a column called like the entity's join key, and one called event_timestamp unless",
            "--as-of is given. Other columns are kept. A label is a feature of the future: none:order.paid:P90D (1 if there",
            "is none), count:order.paid:P30D, sum(amount):order.paid:P30D.",
            "",
            "Examples:",
            "  tidemill features training-set --entities members.csv --service churn --label none:order.paid:P90D \\",
            "      --out churn.parquet",
            "  tidemill features training-set --entities members.csv --service churn --snapshots churn.parquet.json \\",
            "      --label none:order.paid:P90D --out again.parquet"
        })
final class FeaturesTrainingSetCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IN_PROCESS = "io.tidemill.featurejobs.trainingsets.files.TrainingSetExport";
    private static final String FLINK = "io.tidemill.featurejobs.trainingsetjob.TrainingSetJob";
    /** With which the first ends if the set is too large for it. */
    private static final int TOO_LARGE = 3;

    private static final MathContext PRECISION = new MathContext(6);

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private DefinitionsOption definitions = new DefinitionsOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private MemoryOption memory = new MemoryOption();

    @Option(
            names = "--entities",
            paramLabel = "FILE",
            required = true,
            description = "Entity rows, *.csv or *.parquet.")
    private Path entities = Path.of("");

    @Option(names = "--service", paramLabel = "NAME", description = "The feature service whose features are wanted.")
    private Optional<String> service = Optional.empty();

    @Option(
            names = "--features",
            paramLabel = "VIEW:FEATURE",
            split = ",",
            description = "The features that are wanted, instead of a service's.")
    private List<String> features = List.of();

    @Option(
            names = "--as-of",
            paramLabel = "INSTANT",
            description = "The instant of every row, for rows without event_timestamp.")
    private Optional<Instant> asOf = Optional.empty();

    @Option(names = "--label", paramLabel = "LABEL", description = "What is to be foretold; see below.")
    private Optional<String> label = Optional.empty();

    @Option(
            names = "--snapshots",
            paramLabel = "FILE",
            description = "Read the snapshots that this OUT.json names: the same rows give the same bytes.")
    private Optional<Path> snapshots = Optional.empty();

    @Option(
            names = "--taken-in",
            description = "An event counts only from when the lake took it in, not from when it happened.")
    private boolean takenIn;

    @Option(names = "--full-feature-names", description = "Call columns VIEW__FEATURE, as Feast does when asked.")
    private boolean fullNames;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "auto",
            description =
                    "in-process, flink, or auto: in process if the events of the tables fit into --memory at 512 bytes"
                            + " each (default: auto).")
    private Engine engine = Engine.AUTO;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where it goes, *.csv or *.parquet.")
    private Path out = Path.of("");

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesTrainingSetCommand() {}

    /** Where the set is made. */
    enum Engine {
        AUTO,
        IN_PROCESS,
        FLINK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        StackProgram stack = StackProgram.on(data.path());
        Optional<StackProgram> flink = StackProgram.withFlink(data.path());
        if (engine == Engine.FLINK && flink.isEmpty()) {
            throw new IOException("the stack on " + data.path()
                    + " was started without Flink: start it with the part flink, or use --engine in-process");
        }
        Path wanted = Files.createTempFile("training-set", ".json");
        int code;
        try {
            Files.writeString(wanted, wanted(flink.isPresent()).toString());
            code = make(stack, flink, List.of("--spec", wanted.toString()));
        } finally {
            Files.delete(wanted);
        }
        if (code == ExitCodes.DONE) {
            say(JSON.readTree(report().toFile()));
            return code;
        }
        return ExitCodes.FAILED;
    }

    private int make(StackProgram stack, Optional<StackProgram> flink, List<String> arguments)
            throws IOException, InterruptedException {
        int code = TOO_LARGE;
        if (engine == Engine.FLINK) {
            sayEngine("flink: as asked for");
        } else if (engine == Engine.AUTO && flink.isEmpty()) {
            sayEngine("in-process: the stack was started without Flink");
            code = stack.exitCode(IN_PROCESS, memory.size(), arguments, line -> {});
        } else {
            code = stack.exitCode(IN_PROCESS, memory.size(), arguments, this::sayEngine);
        }
        return code == TOO_LARGE && flink.isPresent()
                ? flink.get().exitCode(FLINK, memory.size(), arguments, line -> {})
                : code;
    }

    private void sayEngine(String line) {
        if (!output.json()) {
            spec.commandLine().getOut().println("engine: " + line);
            spec.commandLine().getOut().flush();
        }
    }

    private ObjectNode wanted(boolean flink) throws IOException {
        ObjectNode wanted = JSON.createObjectNode()
                .put(
                        "definitions",
                        definitions.folder(data.path()).toAbsolutePath().toString())
                .put("entities", entities.toAbsolutePath().toString())
                .put("takenIn", takenIn)
                .put("fullNames", fullNames)
                .put("engine", (engine == Engine.AUTO && flink ? Engine.AUTO : Engine.IN_PROCESS).toString())
                .put("out", out.toAbsolutePath().toString());
        service.ifPresent(name -> wanted.put("service", name));
        ArrayNode references = wanted.putArray("features");
        features.forEach(references::add);
        asOf.ifPresent(instant -> wanted.put("asOf", instant.toString()));
        label.ifPresent(text -> wanted.put("label", text));
        snapshots.ifPresent(
                file -> wanted.put("snapshots", file.toAbsolutePath().toString()));
        return wanted;
    }

    private Path report() {
        return out.resolveSibling(out.getFileName() + ".json");
    }

    private void say(JsonNode report) {
        PrintWriter printer = spec.commandLine().getOut();
        if (output.json()) {
            printer.println(report.toString());
            printer.flush();
            return;
        }
        printer.println(out + ": " + report.path("rows").asInt() + " rows of "
                + report.path("features").size() + " features");
        TextTable table = new TextTable("COLUMN", "NULLS", "MEAN", "DEVIATION", "MIN", "MEDIAN", "MAX");
        report.path("columns").fields().forEachRemaining(column -> {
            JsonNode told = column.getValue();
            table.row(
                    column.getKey(),
                    told.path("nulls").asText(),
                    number(told.path("mean")),
                    number(told.path("deviation")),
                    number(told.path("min")),
                    number(told.path("median")),
                    number(told.path("max")));
        });
        table.print(printer);
        for (JsonNode leak : report.path("leaks")) {
            printer.printf(
                    "warning: %s alone nearly tells the label (%s %.4f): was it known at the instant of its row?%n",
                    leak.path("feature").asText(),
                    leak.path("measure").asText(),
                    leak.path("value").asDouble());
        }
        printer.println("statistics and snapshots: " + report());
        printer.flush();
    }

    private static String number(JsonNode value) {
        return value.isNumber()
                ? BigDecimal.valueOf(value.asDouble())
                        .round(PRECISION)
                        .stripTrailingZeros()
                        .toPlainString()
                : "-";
    }
}
