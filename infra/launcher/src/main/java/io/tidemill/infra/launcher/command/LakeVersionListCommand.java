package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Lists versions. */
@Command(
        name = "list",
        description = "Every version, and the tags that training runs hold.",
        mixinStandardHelpOptions = true)
final class LakeVersionListCommand extends LakeCall {
    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        return api.get("/api/lake/versions");
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        TextTable table = new TextTable("version", "tables", "complete", "author", "made", "message");
        for (JsonNode version : answer.path("versions")) {
            table.row(
                    version.path("name").asText(),
                    version.path("tables").size(),
                    version.path("complete").asBoolean() ? "yes" : "no",
                    version.path("note").path("author").asText("-"),
                    version.path("note").path("createdAt").asText("-"),
                    version.path("note").path("message").asText("-"));
        }
        table.print(out);
    }
}
