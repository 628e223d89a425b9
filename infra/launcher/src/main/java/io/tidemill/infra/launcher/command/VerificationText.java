package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** What a comparison of a day found, for people. */
final class VerificationText {
    /** The field that says why no value was compared. */
    static final String NOTHING_COMPARED = "nothingCompared";

    private static final Map<String, String> KINDS = Map.of(
            "NOT_DEFINED", "its view is not defined any more",
            "OTHER_KEYS", "its view has other join keys now");

    private VerificationText() {}

    /** @param told the last line of {@code FeatureVerification} */
    static void print(JsonNode told, PrintWriter out) {
        JsonNode report = told.path("report");
        if (told.has(NOTHING_COMPARED)) {
            out.println(told.path("summary").path("day").asText() + " nothing compared: "
                    + told.path(NOTHING_COMPARED).asText());
        } else {
            printCounts(told.path("summary"), report, out);
        }
        for (JsonNode left : report.path("leftOut")) {
            String kind = left.path("kind").asText();
            out.printf(
                    Locale.ROOT,
                    "not compared: %,d rows of %s, %s%n",
                    left.path("rows").asLong(),
                    left.path("view").asText(),
                    KINDS.getOrDefault(kind, kind));
        }
        if (!told.has(NOTHING_COMPARED)) {
            printFeatures(report.path("features"), out);
        }
    }

    private static void printCounts(JsonNode summary, JsonNode report, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s %s: %,d values of %,d rows compared, %,d equal, %,d unexplained%n",
                summary.path("day").asText(),
                summary.path("verdict").asText(),
                summary.path("compared").asLong(),
                report.path("rows").asLong() - report.path("notCompared").asLong(),
                summary.path("equal").asLong(),
                summary.path("unexplained").asLong());
    }

    private static void printFeatures(JsonNode features, PrintWriter out) {
        TextTable table = new TextTable("FEATURE", "COMPARED", "EQUAL", "CAUSES");
        for (JsonNode feature : features) {
            table.row(
                    feature.path("feature").asText(),
                    feature.path("compared").asText(),
                    feature.path("equal").asText(),
                    causes(feature.path("causes")));
        }
        table.print(out);
        for (JsonNode feature : features) {
            for (JsonNode example : feature.path("examples")) {
                String cause = example.path("cause").asText();
                if (cause.equals("BUG") || cause.equals("STALE")) {
                    out.printf(
                            "%s %s of %s at %s: served %s, recomputed %s%n",
                            cause,
                            feature.path("feature").asText(),
                            example.path("entity").asText(),
                            example.path("servedAt").asText(),
                            example.path("served").asText(),
                            example.path("recomputed").asText());
                }
            }
        }
    }

    private static String causes(JsonNode causes) {
        StringJoiner words = new StringJoiner(", ");
        causes.properties().forEach(cause -> words.add(cause.getKey() + " " + cause.getValue()));
        return words.length() == 0 ? "-" : words.toString();
    }
}
