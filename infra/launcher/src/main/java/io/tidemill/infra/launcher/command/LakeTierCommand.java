package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Moves old days. */
@Command(
        name = "tier",
        description = {
            "Move a table's old days to the cold location and drop those that are too old, now.",
            "It happens by itself each lake.tiers.interval; the ages are configuration."
        },
        mixinStandardHelpOptions = true)
final class LakeTierCommand extends LakeCall {
    @Parameters(paramLabel = "TABLE")
    private String table = "";

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        return api.post("/api/lake/tables/" + encoded(table) + "/tier", JsonNodeFactory.instance.objectNode());
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        out.println(table + ": " + answer.path("rowsMoved").asLong() + " rows moved, "
                + answer.path("filesMoved").asInt() + " files into "
                + answer.path("filesWritten").asInt() + "; "
                + answer.path("rowsExpired").asLong()
                + " rows dropped");
    }
}
