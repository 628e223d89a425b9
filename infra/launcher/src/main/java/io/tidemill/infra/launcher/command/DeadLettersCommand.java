package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Works with dead letters. */
@Command(
        name = "dead-letters",
        aliases = "deadletters",
        description = "Find, read, fix and replay what could not become an event.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DeadLettersListCommand.class,
            DeadLettersShowCommand.class,
            DeadLettersFixCommand.class,
            DeadLettersReplayCommand.class,
            DeadLettersDiscardCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  tidemill dead-letters list --reason UNKNOWN_SCHEMA",
            "  tidemill dead-letters show tidemill.events.order.paid:0:17",
            "  tidemill dead-letters fix --reason UNREADABLE_DATA --patch patch.json --dry-run",
            "  tidemill dead-letters replay --reason TIME_AHEAD --include all"
        })
final class DeadLettersCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DeadLettersCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
