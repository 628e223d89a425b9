package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judge a day again by the definitions of now, or by a draft that is not kept. */
@Command(
        name = "evaluate",
        description = "Judge a day again by the definitions of now, or by a draft that is not kept.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill quality evaluate order_paid 2026-03-29",
            "  tidemill quality evaluate order_paid 2026-03-29 --draft orders.yaml"
        })
final class QualityEvaluateCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "TABLE", description = "Such as order_paid.")
    private String table = "";

    @Parameters(index = "1", paramLabel = "DAY", description = "Such as 2026-03-29, in UTC.")
    private LocalDate day = LocalDate.EPOCH;

    @Option(names = "--draft", paramLabel = "FILE", description = "Expectations that are tried and not kept.")
    private @Nullable Path draft;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    QualityEvaluateCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (draft != null) {
            body.put("expectations", Files.readString(draft));
        }
        JsonNode answer = LocalApi.of(data.path())
                .post("/api/quality/" + LakeCall.encoded(table) + "/" + day + "/evaluate", body);
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        JsonNode evaluation = answer.path("evaluation");
        out.println(table + " " + day + ": " + evaluation.path("verdict").asText()
                + (answer.path("kept").asBoolean() ? "" : ", a draft and not kept"));
        for (JsonNode result : evaluation.path("results")) {
            out.printf(
                    "%-8s %s: %s%n",
                    result.path("outcome").asText().toLowerCase(Locale.ROOT),
                    result.path("name").asText(),
                    result.path("observed").asText());
        }
        return ExitCodes.DONE;
    }
}
