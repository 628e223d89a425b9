package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes back. */
@Command(
        name = "rollback",
        description = {
            "Let a table have the rows of a version or snapshot again, in a new snapshot.",
            "What had been read from Kafka is not read again; refused when announced days would change."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill lake rollback order_paid --to spring-2026"})
final class LakeRollbackCommand extends LakeCall {
    @Parameters(paramLabel = "TABLE")
    private String table = "";

    @Option(names = "--to", paramLabel = "VERSION|SNAPSHOT", required = true, description = "Where to.")
    private String to = "";

    @Option(names = "--force", description = "Also when days that were announced as complete change.")
    private boolean force;

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("to", to).put("force", force);
        return api.post("/api/lake/tables/" + encoded(table) + "/rollback", body);
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        out.println(table + " has the rows of snapshot " + answer.path("to").asText() + " in snapshot "
                + answer.path("made").asText() + ": "
                + answer.path("rowsBefore").asLong() + " rows before, "
                + answer.path("rowsAfter").asLong() + " now; undo it with --to "
                + answer.path("from").asText());
        answer.path("announcedDays").forEach(day -> out.println(day.asText() + " will be announced again"));
    }
}
