package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares what was served with what the lake recomputes. */
@Command(
        name = "verify",
        description = {
            "Compare what lookups served on a day with what the lake recomputes, value by value.",
            "Exit code 1 when some feature has too many values that nothing explains, 5 when there was nothing to compare.",
            "Nothing is kept or announced."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features verify --day 2026-03-29",
            "  tidemill features verify --day 2026-03-29 --view member_orders --output json"
        })
final class FeaturesVerifyCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROGRAM = "io.tidemill.featurejobs.featureconsistency.FeatureVerification";

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private MemoryOption memory = new MemoryOption();

    @Option(
            names = "--day",
            paramLabel = "DAY",
            required = true,
            description = "Such as 2026-03-29, in UTC. Of a day that is not over, what was served so far.")
    private LocalDate day = LocalDate.EPOCH;

    @Option(names = "--view", paramLabel = "VIEW", description = "Of this view alone; may be given again.")
    private List<String> views = List.of();

    @Spec
    private CommandSpec spec;

    private boolean nothingCompared;

    @SuppressWarnings("NullAway.Init")
    FeaturesVerifyCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(day.toString()));
        arguments.addAll(views);
        int code = StackProgram.on(data.path()).run(PROGRAM, memory.size(), arguments, this::say);
        return nothingCompared ? ExitCodes.NOTHING_COMPARED : code;
    }

    private void say(String line) throws IOException {
        JsonNode told = JSON.readTree(line);
        PrintWriter out = spec.commandLine().getOut();
        if (!told.has("report")) {
            // Progress is no part of the result.
            PrintWriter progress = output.json() ? spec.commandLine().getErr() : out;
            progress.printf(
                    Locale.ROOT,
                    "%s: part %d of %d, %,d rows%n",
                    told.path("view").asText(),
                    told.path("part").asInt(),
                    told.path("parts").asInt(),
                    told.path("rows").asLong());
            progress.flush();
        } else {
            nothingCompared = told.has(VerificationText.NOTHING_COMPARED);
            if (output.json()) {
                out.println(told.toPrettyString());
            } else {
                VerificationText.print(told, out);
            }
        }
        out.flush();
    }
}
