package io.tidemill.infra.launcher.command;

import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.expectations.QualityDefinitions;
import io.tidemill.schemas.expectations.TableExpectations;
import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks expectations. */
@Command(
        name = "check",
        description = {
            "Check a file of expectations. Exit code 1 when something is wrong.",
            "Nothing has to run, but for tables of types that are registered: then the stack."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill quality check examples/shops/quality/order_paid.yaml"})
final class QualityCheckCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "FILE", description = "The files.", arity = "1..*")
    private List<Path> files = List.of();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    QualityCheckCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        EventSchemas schemas = StackSchemas.of(data.path(), spec.commandLine().getErr());
        int code = ExitCodes.DONE;
        for (Path file : files) {
            try {
                TableExpectations read = QualityDefinitions.parse(file.toString(), Files.readString(file), schemas);
                out.println(file + ": " + read.expectations().size() + " expectations of " + read.table() + ", version "
                        + read.version());
            } catch (InvalidDefinitionsException e) {
                e.problems().stream().map(DefinitionProblem::toString).forEach(out::println);
                code = ExitCodes.FAILED;
            }
        }
        return code;
    }
}
