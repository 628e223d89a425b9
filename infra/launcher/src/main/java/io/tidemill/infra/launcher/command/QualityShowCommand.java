package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How a day was judged, rule by rule. */
@Command(
        name = "show",
        description = "How a day was judged, rule by rule.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill quality show order_paid 2026-03-29"})
final class QualityShowCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "TABLE", description = "Such as order_paid.")
    private String table = "";

    @Parameters(index = "1", paramLabel = "DAY", description = "Such as 2026-03-29, in UTC.")
    private LocalDate day = LocalDate.EPOCH;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    QualityShowCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path()).get("/api/quality/" + LakeCall.encoded(table) + "/" + day);
        if (output.json()) {
            out.println(answer.toPrettyString());
            return ExitCodes.DONE;
        }
        JsonNode found = answer.path("day");
        out.println(table + " " + day + " revision " + found.path("revision").asInt() + ": "
                + found.path("verdict").asText());
        JsonNode release = found.path("release");
        if (release.isObject()) {
            out.println("released by " + release.path("by").asText() + ": "
                    + release.path("reason").asText());
        }
        if (found.path("problem").isTextual()) {
            out.println(found.path("problem").asText());
        }
        TextTable rules = new TextTable("rule", "severity", "outcome", "observed", "expected", "events");
        for (JsonNode result : found.path("evaluation").path("results")) {
            rules.row(
                    result.path("name").asText(),
                    result.path("severity").asText().toLowerCase(Locale.ROOT),
                    result.path("outcome").asText().toLowerCase(Locale.ROOT),
                    result.path("observed").asText(),
                    result.path("expected").asText(),
                    words(result.path("offenders")));
        }
        rules.print(out);
        return ExitCodes.DONE;
    }

    /** The words of a list, or a dash. */
    static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return words.isEmpty() ? "-" : String.join(" ", words);
    }
}
