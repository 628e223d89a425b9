package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks feature definitions. */
@Command(
        name = "validate",
        description = {
            "Check all feature definitions of a folder, and say of each problem where it is and what was expected.",
            "Exit code 1 when something is wrong. Nothing has to run."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features validate --definitions examples/shops",
            "  tidemill features validate --output json | jq -r '.problems[].path'"
        })
final class FeaturesValidateCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private DefinitionsOption definitions = new DefinitionsOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesValidateCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = definitions.folder(data.path());
        try {
            FeatureDefinitions read = FeatureDefinitions.read(folder);
            out.println(
                    output.json()
                            ? json(folder, List.of())
                            : folder + ": " + FeatureCounts.of(read).text());
            return ExitCodes.DONE;
        } catch (InvalidDefinitionsException e) {
            if (output.json()) {
                out.println(json(folder, e.problems()));
            } else {
                e.problems().stream().map(DefinitionProblem::toString).forEach(out::println);
                out.println(folder + ": " + FeatureCounts.counted(e.problems().size(), "problem"));
            }
            return ExitCodes.FAILED;
        }
    }

    private static String json(Path folder, List<DefinitionProblem> problems) {
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("definitions", folder.toString())
                .put("valid", problems.isEmpty());
        ArrayNode list = answer.putArray("problems");
        problems.forEach(problem -> list.addObject()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("path", problem.path())
                .put("message", problem.message()));
        return answer.toPrettyString();
    }
}
