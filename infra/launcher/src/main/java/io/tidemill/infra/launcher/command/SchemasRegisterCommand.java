package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Registers a schema. */
@Command(
        name = "register",
        description = {
            "Register a schema as the next version of its type, which may be a new one.",
            "Seconds later its events are taken and its table has the columns."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill schemas register parcel.sent.avsc",
            "  tidemill schemas register schema.json --type parcel.sent"
        })
final class SchemasRegisterCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private SchemaFile file = new SchemaFile();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SchemasRegisterCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode registered = LocalApi.of(data.path()).post(file.path("", ""), file.body());
        out.println(
                output.json()
                        ? registered.toPrettyString()
                        : file.type() + ": registered, schema id "
                                + registered.path("id").asInt());
        return ExitCodes.DONE;
    }
}
