package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Materializes views of tables. */
@Command(
        name = "materialize",
        description = {
            "Write the features that are columns of the lake's tables to Redis: of each entity the newest row.",
            "What Redis has and is newer stays: it may be run again, and beside the stack."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Times are such as 2026-03-29T00:00:00Z, or a day, in UTC.",
            "",
            "Examples:",
            "  tidemill features materialize",
            "  tidemill features materialize member_profile --from 2026-03-01 --to 2026-04-01",
            "  tidemill features materialize --incremental"
        })
final class FeaturesMaterializeCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROGRAM = "io.tidemill.featurejobs.featurematerialization.MaterializeViews";

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private MemoryOption memory = new MemoryOption();

    @Option(names = "--from", paramLabel = "TIME", description = "The earliest time of rows (default: any).")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "The latest time of rows (default: now).")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--incremental",
            description = "Only what came since the last time that all was written, late rows too.")
    private boolean incremental;

    @Parameters(paramLabel = "VIEW", description = "The views (default: all that are of tables).", arity = "0..*")
    private List<String> views = List.of();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesMaterializeCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        from.ifPresent(time -> arguments.addAll(List.of("--from", time)));
        to.ifPresent(time -> arguments.addAll(List.of("--to", time)));
        if (incremental) {
            arguments.add("--incremental");
        }
        arguments.addAll(views);
        return StackProgram.on(data.path()).run(PROGRAM, memory.size(), arguments, this::say);
    }

    private void say(String line) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output.json()) {
            out.println(line);
        } else {
            JsonNode told = JSON.readTree(line);
            long keyless = told.path("keyless").asLong();
            out.printf(
                    Locale.ROOT,
                    "%s: %s%,d rows of %s%s to %s, %,d entities, %,d written, %,d have a newer row%s%n",
                    told.path("view").asText(),
                    told.path("done").asBoolean() ? "" : "so far ",
                    told.path("rows").asLong(),
                    told.path("table").asText(),
                    told.path("from").asText().isEmpty()
                            ? ""
                            : " from " + told.path("from").asText(),
                    told.path("to").asText(),
                    told.path("entities").asLong(),
                    told.path("written").asLong(),
                    told.path("skipped").asLong(),
                    keyless == 0 ? "" : String.format(Locale.ROOT, ", %,d rows have no key", keyless));
        }
        out.flush();
    }
}
