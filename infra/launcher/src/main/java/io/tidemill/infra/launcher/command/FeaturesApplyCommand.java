package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Applies definitions. */
@Command(
        name = "apply",
        description = {
            "Show what applying the definitions of a folder would do, do it, and wait until every new version serves.",
            "Nothing is deployed or restarted. Doing it again changes nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features apply",
            "  tidemill features apply --definitions examples/shops --no-wait"
        })
final class FeaturesApplyCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private DefinitionsOption definitions = new DefinitionsOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--no-wait",
            description = "Return once it is stored; `tidemill features list --versions` tells more.")
    private boolean noWait;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesApplyCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalApi api = LocalApi.of(data.path());
        ObjectNode request = FeatureFiles.request(definitions.folder(data.path()));
        FeaturePlan plan = new FeaturePlan(api.post("/api/feature-views/plan", request));
        if (!output.json()) {
            plan.print(out);
        }
        if (plan.breaks()) {
            if (output.json()) {
                out.println(plan.plan().toPrettyString());
            }
            return ExitCodes.FAILED;
        }
        request.put("revision", plan.revision());
        JsonNode applied = api.post("/api/feature-views/apply", request);
        if (output.json()) {
            out.println(applied.toPrettyString());
            out.flush();
        }
        return noWait || plan.isEmpty() ? ExitCodes.DONE : await(api, plan, progress(out));
    }

    private ProgressLines progress(PrintWriter out) {
        return output.json() ? ProgressLines.unsaid() : ProgressLines.on(out);
    }

    private static int await(LocalApi api, FeaturePlan plan, ProgressLines progress)
            throws IOException, InterruptedException {
        return Poll.every(LOOK_AGAIN).until(() -> {
            boolean waiting = false;
            boolean failed = false;
            for (JsonNode version : api.get("/api/feature-views").path("versions")) {
                if (isOf(plan, version)) {
                    String id = FeatureVersionText.id(version);
                    progress.say(id, id + ": " + FeatureVersionText.progress(version));
                    waiting |= version.has("waitsFor");
                    failed |= version.path("state").asText().equals("failed");
                }
            }
            return waiting ? Optional.empty() : Optional.of(failed ? ExitCodes.FAILED : ExitCodes.DONE);
        });
    }

    /** Whether the plan made a version. */
    private static boolean isOf(FeaturePlan plan, JsonNode version) {
        for (JsonNode change : plan.plan().path("changes")) {
            if (change.path("view").equals(version.path("view"))
                    && change.path("version").asInt() == version.path("version").asInt()
                    && !change.path("change").asText().equals("unchanged")) {
                return true;
            }
        }
        return false;
    }
}
