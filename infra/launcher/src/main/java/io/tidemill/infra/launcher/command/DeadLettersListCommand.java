package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists dead letters. */
@Command(
        name = "list",
        description = "Dead letters, the newest first; --summary counts them by reason.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill dead-letters list --summary",
            "  tidemill dead-letters list --reason UNKNOWN_SCHEMA --type order.paid --limit 100",
            "  tidemill dead-letters list --state open --from 2026-03-01T00:00:00Z --output json"
        })
final class DeadLettersListCommand implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int LONGEST_DETAIL = 70;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private LetterFilterOption filter = new LetterFilterOption();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default: 50).")
    private int limit = 50;

    @Option(names = "--summary", description = "How many there are and are open, by reason.")
    private boolean summary;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DeadLettersListCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalApi api = LocalApi.of(data.path());
        if (summary) {
            printSummary(api.get("/api/dead-letters/summary"), out);
        } else {
            print(read(api), out);
        }
        out.flush();
        return ExitCodes.DONE;
    }

    private ArrayNode read(LocalApi api) throws IOException, InterruptedException {
        ArrayNode letters = new ObjectMapper().createArrayNode();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/dead-letters?limit=" + Math.min(PAGE, limit - letters.size()) + filter.query()
                    + "&cursor=" + cursor);
            page.path("deadLetters").forEach(letters::add);
            cursor = page.path("cursor").asText("");
        } while (!cursor.isEmpty() && letters.size() < limit);
        return letters;
    }

    private void print(ArrayNode letters, PrintWriter out) {
        if (output.json()) {
            out.println(letters.toPrettyString());
            return;
        }
        TextTable table = new TextTable("id", "taken at", "reason", "tenant", "state", "detail");
        for (JsonNode letter : letters) {
            String detail = letter.path("detail").asText();
            table.row(
                    letter.path("id").asText(),
                    letter.path("takenAt").asText(),
                    letter.path("reason").asText(),
                    letter.path("tenant").asText(),
                    letter.path("state").asText(),
                    detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "..." : detail);
        }
        table.print(out);
        if (letters.isEmpty()) {
            out.println("no dead letters" + (filter.values().isEmpty() ? "" : " with " + filter.values())
                    + "; --summary lists the reasons there are");
        }
    }

    private void printSummary(JsonNode answer, PrintWriter out) {
        if (output.json()) {
            out.println(answer.toPrettyString());
            return;
        }
        TextTable table = new TextTable("reason", "letters", "open");
        answer.path("reasons")
                .properties()
                .forEach(reason -> table.row(
                        reason.getKey(),
                        reason.getValue().path("total").asLong(),
                        reason.getValue().path("open").asLong()));
        table.print(out);
    }
}
