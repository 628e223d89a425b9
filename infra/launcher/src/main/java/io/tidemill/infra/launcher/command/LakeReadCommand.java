package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads rows. */
@Command(
        name = "read",
        description = "Rows of a table as they are, or as of a version or an instant.",
        footer = {
            "",
            "Examples:",
            "  tidemill lake read order_paid --version spring-2026 --where \"amount >= 100 and shopId = 's-1'\"",
            "  tidemill lake read order_paid --as-of 2026-04-01T00:00:00Z --limit 10 --output csv"
        })
final class LakeReadCommand implements Callable<Integer> {
    /** The forms rows can have. */
    enum Form {
        /** An object a line. */
        json,
        /** Comma-separated values with a heading. */
        csv
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "TABLE")
    private String table = "";

    @Option(names = "--version", paramLabel = "VERSION|SNAPSHOT", description = "As of a version or snapshot.")
    private Optional<String> version = Optional.empty();

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "As of an instant.")
    private Optional<Instant> asOf = Optional.empty();

    @Option(names = "--where", paramLabel = "CONDITION", description = "Comparisons joined by and.")
    private Optional<String> where = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Rows at most (default: 100).")
    private int limit = 100;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "json",
            description = "json, an object a line, or csv (default: json).")
    private Form form = Form.json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeReadCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder("?limit=" + limit);
        version.ifPresent(text -> query.append("&version=").append(LakeCall.encoded(text)));
        asOf.ifPresent(instant -> query.append("&asOf=").append(instant));
        where.ifPresent(text -> query.append("&where=").append(LakeCall.encoded(text)));
        JsonNode answer = LocalApi.of(data.path()).get("/api/lake/tables/" + LakeCall.encoded(table) + "/rows" + query);
        PrintWriter out = spec.commandLine().getOut();
        if (form == Form.json) {
            answer.path("rows").forEach(row -> out.println(row.toString()));
        } else {
            List<String> columns = new ArrayList<>();
            answer.path("columns").forEach(column -> columns.add(column.asText()));
            out.println(String.join(",", columns));
            for (JsonNode row : answer.path("rows")) {
                out.println(String.join(
                        ",",
                        columns.stream().map(column -> cell(row.path(column))).toList()));
            }
        }
        out.flush();
        return ExitCodes.DONE;
    }

    private static String cell(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        String text = value.isValueNode() ? value.asText() : value.toString();
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
