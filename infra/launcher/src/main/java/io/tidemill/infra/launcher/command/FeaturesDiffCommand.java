package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two versions. */
@Command(
        name = "diff",
        description =
                "What differs between two versions of a view of the running stack, and which models and rules use them.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill features diff member_orders 1 2"})
final class FeaturesDiffCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "VIEW", description = "The view.")
    private String view = "";

    @Parameters(index = "1", paramLabel = "FROM", description = "The number of one version.")
    private int from;

    @Parameters(index = "2", paramLabel = "TO", description = "The number of the other.")
    private int to;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesDiffCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path())
                .get("/api/feature-views/" + LakeCall.encoded(view) + "/diff?from=" + from + "&to=" + to);
        if (output.json()) {
            out.println(answer.toPrettyString());
        } else {
            answer.path("differences").forEach(difference -> out.println(difference.asText()));
            answer.path("uses").forEach(use -> out.println("used: " + use.asText()));
        }
        return ExitCodes.DONE;
    }
}
