package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks after the quality of completed days. */
@Command(
        name = "quality",
        description = "How completed days were judged by what is expected of them.",
        mixinStandardHelpOptions = true,
        subcommands = {
            QualityListCommand.class,
            QualityShowCommand.class,
            QualityReleaseCommand.class,
            QualityEvaluateCommand.class,
            QualityCheckCommand.class
        },
        footer = {"", "Examples:", "  tidemill quality list", "  tidemill quality show order_paid 2026-03-29"})
final class QualityCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    QualityCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
