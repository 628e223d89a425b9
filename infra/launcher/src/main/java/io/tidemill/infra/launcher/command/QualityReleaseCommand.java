package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Take responsibility for a day that failed: what waits for it goes on. */
@Command(
        name = "release",
        description = "Take responsibility for a day that failed: what waits for it goes on.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill quality release order_paid 2026-03-29 --reason 'the shops were on strike'"
        })
final class QualityReleaseCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "TABLE", description = "Such as order_paid.")
    private String table = "";

    @Parameters(index = "1", paramLabel = "DAY", description = "Such as 2026-03-29, in UTC.")
    private LocalDate day = LocalDate.EPOCH;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it stands in the audit log.")
    private String reason = "";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    QualityReleaseCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path())
                .post(
                        "/api/quality/" + LakeCall.encoded(table) + "/" + day + "/release",
                        JsonNodeFactory.instance.objectNode().put("reason", reason));
        out.println(output.json() ? answer.toPrettyString() : "released " + table + " " + day);
        return ExitCodes.DONE;
    }
}
