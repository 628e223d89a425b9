package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a version go. */
@Command(
        name = "delete",
        description = "Let a version go: its snapshots may expire then.",
        mixinStandardHelpOptions = true)
final class LakeVersionDeleteCommand extends LakeCall {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        return api.delete("/api/lake/versions/" + encoded(name));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        out.println("version " + name + " is gone from " + answer.path("tables").size() + " tables");
    }
}
