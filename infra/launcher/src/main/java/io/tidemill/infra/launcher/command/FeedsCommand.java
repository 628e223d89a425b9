package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks after feeds. */
@Command(
        name = "feeds",
        description = "Watched folders and topics of plain JSON, declared in feeds/*.yaml of the definitions folder.",
        mixinStandardHelpOptions = true,
        subcommands = {FeedsListCommand.class},
        footer = {"", "Examples:", "  tidemill feeds list"})
final class FeedsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeedsCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
