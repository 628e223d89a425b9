package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares versions. */
@Command(
        name = "diff",
        description = {
            "In what two versions differ: rows added, removed and changed, by day and by column, and the schema.",
            "Only files that one of them has alone are read. 'current' is the newest snapshot."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill lake versions diff spring-2026 current",
            "  tidemill lake versions diff a b --tables order_paid"
        })
final class LakeVersionDiffCommand extends LakeCall {
    @Parameters(index = "0", paramLabel = "FIRST")
    private String first = "";

    @Parameters(index = "1", paramLabel = "SECOND")
    private String second = "";

    @Option(
            names = "--tables",
            paramLabel = "TABLE",
            split = ",",
            description = "Only these; then snapshot ids may be given too.")
    private List<String> tables = List.of();

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        String query = tables.stream().map(table -> "table=" + encoded(table)).collect(Collectors.joining("&"));
        return api.get("/api/lake/versions/" + encoded(first) + "/diff/" + encoded(second)
                + (query.isEmpty() ? "" : "?" + query));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        TextTable table = new TextTable("table", "day", "added", "removed", "changed");
        for (JsonNode diff : answer.path("tables")) {
            String name = diff.path("table").asText();
            row(table, name, "all", diff.path("rows"));
            diff.path("days").properties().forEach(day -> row(table, name, day.getKey(), day.getValue()));
        }
        table.print(out);
        for (JsonNode diff : answer.path("tables")) {
            diff.path("changedByColumn")
                    .properties()
                    .forEach(column -> out.println(diff.path("table").asText() + "." + column.getKey()
                            + ": another value in " + column.getValue().asText() + " rows"));
            diff.path("schema").forEach(change -> out.println(diff.path("table").asText() + ": " + change.asText()));
        }
        answer.path("onlyInFirst").forEach(name -> out.println(name.asText() + ": only in " + first));
        answer.path("onlyInSecond").forEach(name -> out.println(name.asText() + ": only in " + second));
    }

    private static void row(TextTable table, String name, String day, JsonNode counts) {
        table.row(
                name,
                day,
                counts.path("added").asLong(),
                counts.path("removed").asLong(),
                counts.path("changed").asLong());
    }
}
