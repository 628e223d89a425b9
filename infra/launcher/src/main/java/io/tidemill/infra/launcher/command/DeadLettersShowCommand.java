package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a dead letter. */
@Command(
        name = "show",
        description =
                "A dead letter: what is wrong, what its bytes say, the event it would be, and what was done about it.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill dead-letters show tidemill.events.order.paid:0:17"})
final class DeadLettersShowCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "ID", description = "Its place on Kafka, topic:partition:offset.")
    private String id = "";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DeadLettersShowCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode letter = LocalApi.of(data.path()).get("/api/dead-letters/" + LakeCall.encoded(id.replace('/', ':')));
        if (output.json()) {
            out.println(letter.toPrettyString());
        } else {
            print(letter, out);
        }
        out.flush();
        return ExitCodes.DONE;
    }

    private static void print(JsonNode letter, PrintWriter out) {
        out.println(letter.path("id").asText() + ", " + letter.path("state").asText());
        out.println("reason   " + letter.path("reason").asText() + ": "
                + letter.path("detail").asText());
        out.println("taken    " + letter.path("takenAt").asText() + ", tenant "
                + letter.path("tenant").asText());
        JsonNode value = letter.path("value");
        out.println("value    " + value.path("size").asLong() + " bytes, read as "
                + value.path("form").asText()
                + (value.has("schema") ? " (" + value.path("schema").asText() + ")" : ""));
        if (letter.has("expected")) {
            out.println("expected " + letter.path("expected").path("type").asText() + " version "
                    + letter.path("expected").path("version").asInt() + ", fields "
                    + letter.path("expected").path("schema").path("fields").findValuesAsText("name"));
        }
        JsonNode problem = letter.path("problem");
        out.println(
                letter.path("valid").asBoolean()
                        ? "the event below would be taken as it is"
                        : "the event below would be refused: "
                                + problem.path("field").asText("event") + ": "
                                + problem.path("detail").asText());
        out.println(letter.path("event").toPrettyString());
        for (JsonNode change : letter.path("history")) {
            out.println(
                    change.path("at").asText() + "  " + change.path("action").asText() + " by "
                            + change.path("by").asText() + "  " + change.path("detail"));
        }
    }
}
