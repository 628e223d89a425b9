package io.tidemill.infra.launcher.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Retires a version. */
@Command(
        name = "retire",
        description = {
            "Retire a version that does not serve: it is computed no more, and its values leave Redis.",
            "A whole view goes when definitions without it are applied."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill features retire member_orders@v1"})
final class FeaturesRetireCommand implements Callable<Integer> {
    private static final Pattern VERSION = Pattern.compile("([a-z0-9_]+)@v(\\d{1,9})");

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "VIEW@vN", description = "The version.")
    private String version = "";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesRetireCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            throw new ParameterException(
                    spec.commandLine(), "'" + version + "': expected a version such as member_orders@v1");
        }
        LocalApi.of(data.path()).delete("/api/feature-views/" + parts.group(1) + "/versions/" + parts.group(2));
        spec.commandLine().getOut().println(version + ": retired; its values leave Redis");
        return ExitCodes.DONE;
    }
}
