package io.tidemill.infra.launcher.command;

import io.tidemill.schemas.featureviews.DefinitionSchema;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the schema of definition files. */
@Command(
        name = "schema",
        description = {
            "Print the JSON Schema (draft 7) of the files of definitions, for editors: they complete keys, show what each means,",
            "and mark what is wrong while it is typed. Nothing has to run."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features schema > features.schema.json",
            "  tidemill features schema | jq '.definitions.feature.properties | keys'"
        })
final class FeaturesSchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesSchemaCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(DefinitionSchema.text());
        out.flush();
        return ExitCodes.DONE;
    }
}
