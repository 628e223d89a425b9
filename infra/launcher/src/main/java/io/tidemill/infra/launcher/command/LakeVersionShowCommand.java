package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a version. */
@Command(name = "show", description = "A version and its snapshot of each table.", mixinStandardHelpOptions = true)
final class LakeVersionShowCommand extends LakeCall {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        return api.get("/api/lake/versions/" + encoded(name));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        printVersion(answer, out);
    }

    static void printVersion(JsonNode version, PrintWriter out) {
        JsonNode note = version.path("note");
        out.println(version.path("name").asText()
                + (version.path("complete").asBoolean() ? "" : " (not complete: create it again)")
                + (note.isObject()
                        ? ", made by " + note.path("author").asText() + " at "
                                + note.path("createdAt").asText() + ": "
                                + note.path("message").asText()
                        : ""));
        TextTable table = new TextTable("table", "snapshot");
        version.path("tables")
                .properties()
                .forEach(entry -> table.row(entry.getKey(), entry.getValue().asText()));
        table.print(out);
    }
}
