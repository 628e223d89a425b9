package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the tables of the lake. */
@Command(
        name = "tables",
        description = "Each table: rows, files, those that are small, snapshots, watermark, and how old the newest is.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill lake tables", "  tidemill lake tables --output json"})
final class LakeTablesCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeTablesCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path()).get("/api/lake/tables");
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        TextTable table = new TextTable(
                "table", "rows", "files", "small", "bytes", "snapshots", "watermark", "last commit", "age");
        for (JsonNode row : answer.path("tables")) {
            table.row(
                    row.path("name").asText(),
                    row.path("rows").asLong(),
                    row.path("files").asLong(),
                    row.path("smallFiles").asLong(),
                    TextTable.bytes(row.path("bytes").asLong()),
                    row.path("snapshots").asInt(),
                    row.path("watermark").asText("-"),
                    row.path("lastCommit").asText("-"),
                    TextTable.age(row.path("freshness").asText("-")));
        }
        table.print(out);
        return ExitCodes.DONE;
    }
}
