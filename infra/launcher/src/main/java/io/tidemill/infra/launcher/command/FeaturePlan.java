package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;

/** A plan as the servers tell it. */
record FeaturePlan(JsonNode plan) {
    private static final Map<String, String> SIGNS =
            Map.of("added", "+", "changed", "~", "described", "~", "unchanged", "=", "retired", "-");

    long revision() {
        return plan.path("revision").asLong();
    }

    boolean isEmpty() {
        return plan.path("empty").asBoolean();
    }

    boolean breaks() {
        return !plan.path("broken").isEmpty();
    }

    void print(PrintWriter out) {
        for (JsonNode change : plan.path("changes")) {
            String what = change.path("change").asText();
            out.println(
                    SIGNS.getOrDefault(what, "?") + " " + change.path("view").asText() + ": "
                            + (change.has("table") ? ofTable(what, change) : words(what, change)));
            change.path("differences").forEach(difference -> out.println("    " + difference.asText()));
            change.path("uses").forEach(use -> out.println("    used: " + use.asText()));
        }
        if (plan.path("entitiesOrServicesChanged").asBoolean()) {
            out.println("~ entities, services, or views without versions");
        }
        plan.path("broken")
                .forEach(who -> out.println("refused: " + who.asText() + " names a feature that would go away"));
        if (isEmpty()) {
            out.println("nothing to change");
        }
        out.flush();
    }

    private static String ofTable(String what, JsonNode change) {
        String view = change.path("view").asText();
        String table = "of table " + change.path("table").asText();
        return switch (what) {
            case "added" -> "new, " + table + "; next is `tidemill features materialize " + view + "`";
            case "changed" ->
                "changed, " + table + "; what is stored stays until `tidemill features materialize " + view + "`";
            case "described" -> table + ", described anew";
            case "retired" -> "defined no more; what is stored stays in Redis";
            default -> table;
        };
    }

    private static String words(String what, JsonNode change) {
        int version = change.path("version").asInt();
        return switch (what) {
            case "added" -> "new, version " + version + ", filled from the lake";
            case "changed" ->
                "version " + version + ", filled from the lake while version "
                        + change.path("from").asInt() + " goes on";
            case "described" -> "version " + version + " stays, described anew";
            case "unchanged" -> "version " + version;
            case "retired" -> "defined no more, all its versions go";
            default -> what;
        };
    }
}
