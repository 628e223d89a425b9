package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks a schema. */
@Command(
        name = "check",
        description = {
            "Say whether a schema would be taken as the next version of its type, and if not, what it would break.",
            "Changes nothing. Exit code 1 when it would be refused."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill schemas check parcel.sent.avsc"})
final class SchemasCheckCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private SchemaFile file = new SchemaFile();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SchemasCheckCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode verdict = LocalApi.of(data.path()).post(file.path("/compatibility", "?verbose=true"), file.body());
        boolean compatible = verdict.path("is_compatible").asBoolean();
        if (output.json()) {
            out.println(verdict.toPrettyString());
        } else if (compatible) {
            out.println(file.type() + ": would be taken");
        } else {
            verdict.path("messages").forEach(message -> out.println(file.type() + ": " + message.asText()));
        }
        return compatible ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
