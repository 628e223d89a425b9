package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;

/** A version of a view, as the servers tell of it, in words. */
final class FeatureVersionText {
    private FeatureVersionText() {}

    static String id(JsonNode version) {
        return version.path("view").asText() + "@v" + version.path("version").asInt();
    }

    static String progress(JsonNode version) {
        String state = version.path("state").asText();
        if (version.has("waitsFor")) {
            return state + ", waits for " + version.path("waitsFor").asText();
        }
        if (version.has("reason")) {
            return state + ": " + version.path("reason").asText();
        }
        return version.path("serves").asBoolean() ? "serves" : state;
    }
}
