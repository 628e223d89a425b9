package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the event types. */
@Command(
        name = "list",
        description = "Each event type: version, id, fields, and whether its topic and table are there.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill schemas list", "  tidemill schemas list --output json"})
final class SchemasListCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SchemasListCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path()).get("/api/types");
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        TextTable table = new TextTable("type", "version", "id", "fields", "ready", "owner", "meaning");
        for (JsonNode type : answer.path("types")) {
            table.row(
                    type.path("type").asText(),
                    type.path("version").asInt(),
                    type.path("schemaId").asInt(),
                    type.path("fields").size(),
                    type.path("ready").asBoolean()
                            ? "yes"
                            : type.path("problem").asText("soon"),
                    type.path("owner").asText("-"),
                    type.path("doc").asText("-"));
        }
        table.print(out);
        answer.path("refused")
                .properties()
                .forEach(refused -> out.println(refused.getKey() + " is no event type: "
                        + refused.getValue().asText()));
        return ExitCodes.DONE;
    }
}
