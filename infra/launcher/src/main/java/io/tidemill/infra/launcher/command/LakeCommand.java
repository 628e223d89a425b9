package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks after the lake. */
@Command(
        name = "lake",
        description = "Look into the lake's tables and look after them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LakeTablesCommand.class,
            LakeFilesCommand.class,
            LakePartitionsCommand.class,
            LakeMaintainCommand.class,
            LakeVersionsCommand.class,
            LakeReadCommand.class,
            LakeRollbackCommand.class,
            LakeEraseCommand.class,
            LakeErasuresCommand.class,
            LakeTierCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  tidemill lake tables",
            "  tidemill lake partitions order_paid",
            "  tidemill lake versions create spring-2026 -m 'before the new prices'"
        })
final class LakeCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
