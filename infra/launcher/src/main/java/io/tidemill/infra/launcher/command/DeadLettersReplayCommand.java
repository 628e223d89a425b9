package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends the events of dead letters. */
@Command(
        name = "replay",
        description = {
            "Send the events of fixed letters; with --include all those of open ones too, that are valid by now.",
            "Doing it again, also after it was killed, doubles nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill dead-letters replay --all",
            "  tidemill dead-letters replay --reason UNKNOWN_SCHEMA --include all --dry-run"
        })
final class DeadLettersReplayCommand implements Callable<Integer> {
    @Mixin
    private LetterChoice letters = new LetterChoice();

    @Option(
            names = "--include",
            paramLabel = "WHICH",
            defaultValue = "fixed",
            description = "fixed, or all: those that nobody fixed as well (default: fixed).")
    private String include = "fixed";

    @Option(names = "--dry-run", description = "Send nothing; say which would be taken.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DeadLettersReplayCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode body = LetterChoice.body();
        body.put("dryRun", dryRun);
        body.put("include", include);
        return letters.act("replay", body, spec);
    }
}
