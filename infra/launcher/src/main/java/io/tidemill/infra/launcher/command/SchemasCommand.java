package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Event types and their schemas. */
@Command(
        name = "schemas",
        description =
                "The event types there are, and new ones: each schema registered becomes a topic, a table and a route.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SchemasListCommand.class,
            SchemasShowCommand.class,
            SchemasCheckCommand.class,
            SchemasRegisterCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  tidemill schemas list",
            "  tidemill schemas check parcel.sent.avsc      would it be taken, and what would it break",
            "  tidemill schemas register parcel.sent.avsc   events of type parcel.sent are taken seconds later"
        })
final class SchemasCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SchemasCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
