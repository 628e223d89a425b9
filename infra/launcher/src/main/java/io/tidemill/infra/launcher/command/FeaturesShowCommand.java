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

/** Shows a view. */
@Command(
        name = "show",
        description =
                "The versions of a view of the running stack: who applied each and when, how far it is, its definition. Of a"
                        + " view of a table when it was last materialized.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill features show member_orders"})
final class FeaturesShowCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "VIEW", description = "The view.")
    private String view = "";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesShowCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path()).get("/api/feature-views/" + LakeCall.encoded(view));
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        if (answer.has("definition")) {
            showOfTable(answer.path("definition").asText(), out);
        }
        for (JsonNode version : answer.path("versions")) {
            out.println(FeatureVersionText.id(version) + ": " + FeatureVersionText.progress(version) + "; applied by "
                    + version.path("appliedBy").asText() + " at "
                    + version.path("appliedAt").asText() + "; in Redis "
                    + version.path("storedAs").asText());
            version.path("definition").asText().lines().forEach(line -> out.println("    " + line));
        }
        return ExitCodes.DONE;
    }

    /** A view of a table has no versions; what is stored is as of its last materialization. */
    private void showOfTable(String definition, PrintWriter out) throws IOException, InterruptedException {
        JsonNode last = LocalApi.of(data.path())
                .get("/api/materializations?view=" + LakeCall.encoded(view))
                .path("materializations")
                .path(0);
        JsonNode result = last.path("result");
        out.println(view + ": of a table; "
                + (last.isMissingNode()
                        ? "never materialized"
                        : "last materialized at " + last.path("done").asText() + " by "
                                + last.path("by").asText() + ", rows up to "
                                + result.path("to").asText() + " of snapshot "
                                + result.path("snapshot").asText() + ", "
                                + result.path("written").asText() + " entities written"));
        definition.lines().forEach(line -> out.println("    " + line));
    }
}
