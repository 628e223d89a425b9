package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Named versions of the lake: made, listed, compared, let go. */
@Command(
        name = "versions",
        description = "Named versions of the lake: made, listed, compared, let go.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LakeVersionCreateCommand.class,
            LakeVersionListCommand.class,
            LakeVersionShowCommand.class,
            LakeVersionDiffCommand.class,
            LakeVersionDeleteCommand.class
        })
final class LakeVersionsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeVersionsCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
