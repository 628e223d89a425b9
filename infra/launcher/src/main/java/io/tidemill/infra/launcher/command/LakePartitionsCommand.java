package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the days of a table. */
@Command(
        name = "partitions",
        description = {
            "The days of a table, the newest first: open or since when complete, revision, rows and late rows, and who"
                    + " sent.",
            "A source that always sent and is late on an open day is named below."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill lake partitions order_paid"})
final class LakePartitionsCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "TABLE", description = "The table, such as order_paid.")
    private String table = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "31", description = "At most (default: 31).")
    private int limit = 31;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakePartitionsCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path())
                .get("/api/lake/tables/" + LakeCall.encoded(table) + "/partitions?limit=" + limit);
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        print(answer, out);
        return ExitCodes.DONE;
    }

    private static void print(JsonNode answer, PrintWriter out) {
        TextTable days = new TextTable(
                "day",
                "state",
                "complete at",
                "revision",
                "rows",
                "late",
                "files",
                "sources",
                "topic partitions",
                "first event",
                "last event");
        List<String> silent = new ArrayList<>();
        for (JsonNode day : answer.path("partitions")) {
            List<String> partitions = new ArrayList<>();
            day.path("topicPartitions").forEach(partition -> partitions.add(partition.asText()));
            days.row(
                    day.path("day").asText(),
                    day.path("state").asText(),
                    day.path("completeAt").asText("-"),
                    day.path("revision").asInt(),
                    day.path("rows").asLong(),
                    day.path("lateRows").asLong(),
                    day.path("files").asLong(),
                    day.path("sources").size(),
                    partitions.isEmpty() ? "-" : String.join(",", partitions),
                    day.path("firstEvent").asText("-"),
                    day.path("lastEvent").asText("-"));
            for (JsonNode source : day.path("silentSources")) {
                silent.add("expected source silent: " + source.path("source").asText() + " of tenant "
                        + source.path("tenant").asText() + " on "
                        + source.path("day").asText() + ", last event "
                        + source.path("lastEvent").asText("none") + ", expected by "
                        + source.path("expectedBy").asText());
            }
        }
        days.print(out);
        silent.forEach(out::println);
        int more = answer.path("total").asInt() - answer.path("partitions").size();
        if (more > 0) {
            out.println(more + " more; see --limit");
        }
    }
}
