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

/** Shows an event type. */
@Command(
        name = "show",
        description = "An event type with its fields, its topic and its table.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill schemas show order.paid"})
final class SchemasShowCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "TYPE", description = "The event type.")
    private String type = "";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SchemasShowCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path()).get("/api/types/" + LakeCall.encoded(type));
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        out.println(answer.path("type").asText() + " version "
                + answer.path("version").asInt() + ", schema id "
                + answer.path("schemaId").asInt() + ": " + answer.path("doc").asText("-"));
        out.println("topic " + answer.path("topic").asText() + ", table "
                + answer.path("table").asText() + ", subject "
                + answer.path("subject").asText());
        TextTable table = new TextTable("field", "type", "optional", "meaning");
        for (JsonNode field : answer.path("fields")) {
            table.row(
                    field.path("name").asText(),
                    field.path("type").asText(),
                    field.path("optional").asBoolean() ? "yes" : "no",
                    field.path("doc").asText("-"));
        }
        table.print(out);
        return ExitCodes.DONE;
    }
}
