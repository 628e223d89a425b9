package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How completed days were judged, the latest first. */
@Command(
        name = "list",
        description = "How completed days were judged, the latest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill quality list",
            "  tidemill quality list --table order_paid --from 2026-03-01"
        })
final class QualityListCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--table", paramLabel = "TABLE", description = "Only days of this table.")
    private @Nullable String table;

    @Option(names = "--from", paramLabel = "DAY", description = "The first day.")
    private @Nullable LocalDate from;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "30", description = "At most so many (default: 30).")
    private int limit = 30;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    QualityListCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        String path = "/api/quality?limit=" + limit + (table == null ? "" : "&table=" + LakeCall.encoded(table))
                + (from == null ? "" : "&from=" + from);
        JsonNode answer = LocalApi.of(data.path()).get(path);
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        TextTable days = new TextTable("table", "day", "revision", "verdict", "rows", "failed rules", "problem");
        for (JsonNode row : answer.path("days")) {
            days.row(
                    row.path("table").asText(),
                    row.path("day").asText(),
                    row.path("revision").asInt(),
                    row.path("verdict").asText(),
                    row.path("evaluation").path("rows").asText("-"),
                    QualityShowCommand.words(row.path("failedRules")),
                    row.path("problem").asText("-"));
        }
        days.print(out);
        if (answer.path("days").isEmpty()) {
            out.println("no completed day" + (table == null ? "" : " of table " + table)
                    + (from == null ? "" : " from " + from) + "; `tidemill lake tables` lists the tables");
        }
        return ExitCodes.DONE;
    }
}
