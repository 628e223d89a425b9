package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the online store anew. */
@Command(
        name = "rebuild",
        description = {
            "Write the features of every entity from the lake, after Redis lost them.",
            "What Redis has and is as new stays: it may run beside the stack, and be run again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill features rebuild", "  tidemill features rebuild member_orders"})
final class FeaturesRebuildCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROGRAM = "io.tidemill.featurejobs.onlinerebuild.OnlineRebuild";

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private MemoryOption memory = new MemoryOption();

    @Parameters(paramLabel = "VIEW", description = "The views (default: all).", arity = "0..*")
    private List<String> views = List.of();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesRebuildCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        return StackProgram.on(data.path()).run(PROGRAM, memory.size(), views, this::say);
    }

    private void say(String line) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output.json()) {
            out.println(line);
        } else {
            JsonNode told = JSON.readTree(line);
            out.printf(
                    Locale.ROOT,
                    "%s: part %d of %d, %,d entities of %,d events, %,d written, %,d were as new%s%n",
                    told.path("view").asText(),
                    told.path("part").asInt(),
                    told.path("parts").asInt(),
                    told.path("entities").asLong(),
                    told.path("events").asLong(),
                    told.path("written").asLong(),
                    told.path("kept").asLong(),
                    told.path("unreadable").asLong() == 0
                            ? ""
                            : ", " + told.path("unreadable").asLong() + " are no key of the entity's type");
        }
        out.flush();
    }
}
