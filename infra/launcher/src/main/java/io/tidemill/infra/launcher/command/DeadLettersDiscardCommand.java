package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets dead letters lie. */
@Command(
        name = "discard",
        description = "Let dead letters lie for good: they stay in the table, and are open no more.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill dead-letters discard --reason NOT_WIRE_FORMAT --because \"a load test of March\""
        })
final class DeadLettersDiscardCommand implements Callable<Integer> {
    @Mixin
    private LetterChoice letters = new LetterChoice();

    @Option(names = "--because", paramLabel = "TEXT", required = true, description = "Why they are not needed.")
    private String because = "";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DeadLettersDiscardCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode body = LetterChoice.body();
        body.put("because", because);
        return letters.act("discard", body, spec);
    }
}
