package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the files of a table. */
@Command(
        name = "files",
        description =
                "The data files of a table, the newest day first: rows, bytes, whether they are sorted, and times.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill lake files order_paid", "  tidemill lake files order_paid --limit 10000"
        })
final class LakeFilesCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "TABLE", description = "The table, such as order_paid.")
    private String table = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most (default: 100).")
    private int limit = 100;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeFilesCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer =
                LocalApi.of(data.path()).get("/api/lake/tables/" + LakeCall.encoded(table) + "/files?limit=" + limit);
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        TextTable files = new TextTable("partition", "rows", "bytes", "sorted", "first event", "last event", "file");
        for (JsonNode file : answer.path("files")) {
            String location = file.path("location").asText();
            files.row(
                    file.path("partition").asText(),
                    file.path("rows").asLong(),
                    TextTable.bytes(file.path("bytes").asLong()),
                    file.path("sorted").asBoolean() ? "yes" : "no",
                    file.path("firstEvent").asText("-"),
                    file.path("lastEvent").asText("-"),
                    location.substring(location.lastIndexOf('/') + 1));
        }
        files.print(out);
        int more = answer.path("total").asInt() - answer.path("files").size();
        if (more > 0) {
            out.println(more + " more; see --limit");
        }
        return ExitCodes.DONE;
    }
}
