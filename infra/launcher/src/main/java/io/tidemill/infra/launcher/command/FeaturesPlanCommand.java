package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells what applying definitions would do. */
@Command(
        name = "plan",
        description = {
            "What applying the definitions of a folder to the running stack would do. Nothing is changed.",
            "Exit code 1 when it would be refused, for something names a feature that would go away."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features plan",
            "  tidemill features plan --definitions examples/shops --output json"
        })
final class FeaturesPlanCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private DefinitionsOption definitions = new DefinitionsOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesPlanCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path())
                .post("/api/feature-views/plan", FeatureFiles.request(definitions.folder(data.path())));
        FeaturePlan plan = new FeaturePlan(answer);
        if (output.json()) {
            out.println(answer.toPrettyString());
        } else {
            plan.print(out);
        }
        return plan.breaks() ? ExitCodes.FAILED : ExitCodes.DONE;
    }
}
