package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists erasures, or shows one. */
@Command(
        name = "erasures",
        description = "Erasures of persons and how far they are; with an id its report and proof.",
        mixinStandardHelpOptions = true)
final class LakeErasuresCommand extends LakeCall {
    @Parameters(paramLabel = "ID", arity = "0..1")
    private Optional<String> id = Optional.empty();

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        return api.get(
                "/api/lake/erasures" + id.map(text -> "/" + encoded(text)).orElse(""));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        if (id.isPresent()) {
            printErasure(answer, out);
            return;
        }
        TextTable table = new TextTable("erasure", "state", "requested", "by", "reason", "detail");
        for (JsonNode listed : answer.path("erasures")) {
            JsonNode erasure = listed.path("erasure");
            table.row(
                    erasure.path("id").asText(),
                    erasure.path("state").asText(),
                    erasure.path("requestedAt").asText(),
                    erasure.path("requestedBy").asText(),
                    erasure.path("reason").asText(),
                    erasure.path("detail").asText());
        }
        table.print(out);
    }

    static void printErasure(JsonNode answer, PrintWriter out) {
        JsonNode erasure = answer.path("erasure");
        TextTable table = new TextTable(
                "table", "rows removed", "files", "snapshots", "tags moved", "dropped", "searched", "left");
        for (JsonNode report : erasure.path("tables")) {
            table.row(
                    report.path("table").asText(),
                    report.path("rowsRemoved").asLong(),
                    report.path("filesRewritten").asInt(),
                    report.path("snapshotsExpired").asInt(),
                    report.path("tagsMoved").size(),
                    report.path("tagsDropped").size(),
                    report.path("filesSearched").asInt(),
                    report.path("occurrences").size());
        }
        table.print(out);
        erasure.path("tables").forEach(report -> report.path("occurrences")
                .forEach(place -> out.println("left in " + place.asText())));
        erasure.path("tables")
                .forEach(report -> report.path("shared").forEach(place -> out.println("kept: " + place.asText())));
        out.println(erasure.path("id").asText() + " " + erasure.path("state").asText() + ": "
                + erasure.path("detail").asText());
        out.println("Kafka's topics may hold their events until "
                + answer.path("topicsHoldUntil").asText()
                + "; Redis and the jobs' state are not in the lake: see docs/lake-versions.md");
    }
}
