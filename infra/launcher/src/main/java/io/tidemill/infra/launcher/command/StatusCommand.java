package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.stack.StateFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what runs. */
@Command(
        name = "status",
        description = "What runs, where, since when, and how often it was restarted. Exit code 4 when nothing runs.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill status", "  tidemill status --output json | jq -r .addresses.api"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    StatusCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<ObjectNode> found = StateFile.read(data.path());
        if (found.isEmpty()) {
            out.println(output.json() ? "{\"ready\":false,\"processes\":[]}" : "nothing runs on " + data.path());
            return ExitCodes.NOT_RUNNING;
        }
        ObjectNode state = found.get();
        if (output.json()) {
            out.println(StateFile.pretty(state));
        } else {
            print(state, out);
        }
        return state.path("supervised").asBoolean() ? ExitCodes.DONE : ExitCodes.NOT_RUNNING;
    }

    private static void print(JsonNode state, PrintWriter out) {
        out.println(summary(state) + ", data in " + state.path("data").asText());
        out.printf("%-9s %-10s %7s %8s  %-20s  %s%n", "part", "state", "pid", "restarts", "since", "address");
        for (JsonNode process : state.path("processes")) {
            out.printf(
                    "%-9s %-10s %7s %8d  %-20s  %s%n",
                    process.path("name").asText(),
                    process.path("state").asText(),
                    process.path("pid").asLong() > 0 ? process.path("pid").asText() : "-",
                    process.path("restarts").asInt(),
                    seconds(process.path("since").asText()),
                    process.path("address").asText());
        }
        JsonNode addresses = state.path("addresses");
        out.println("metrics   " + addresses.path("api").asText() + "/metrics  "
                + addresses.path("flinkMetrics").asText());
        out.println("lake      " + state.path("lake").path("catalogUri").asText() + "  "
                + state.path("lake").path("warehouse").asText());
    }

    /** An instant without what is below a second. */
    private static String seconds(String instant) {
        return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String summary(JsonNode state) {
        if (state.path("ready").asBoolean()) {
            return "ready";
        }
        if (state.path("supervised").asBoolean()) {
            return "not ready";
        }
        boolean anyRuns = false;
        for (JsonNode process : state.path("processes")) {
            anyRuns |= process.path("pid").asLong() > 0;
        }
        return anyRuns ? "the launcher is dead; `up` goes on, `down` cleans up" : "stopped; `up` goes on";
    }
}
