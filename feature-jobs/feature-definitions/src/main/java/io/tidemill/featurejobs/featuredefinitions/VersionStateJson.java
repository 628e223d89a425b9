package io.tidemill.featurejobs.featuredefinitions;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Armed;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Arming;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Failed;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Filled;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Filling;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Ready;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Retired;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Streamed;
import io.tidemill.featurejobs.featuredefinitions.VersionState.Written;

/** A state as the text that PostgreSQL keeps. The names stand in rows: never rename one. */
final class VersionStateJson {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addMixIn(VersionState.class, Names.class).build();

    private VersionStateJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
    @JsonSubTypes({
        @Type(value = Streamed.class, name = "streamed"),
        @Type(value = Arming.class, name = "arming"),
        @Type(value = Armed.class, name = "armed"),
        @Type(value = Filling.class, name = "filling"),
        @Type(value = Written.class, name = "written"),
        @Type(value = Filled.class, name = "filled"),
        @Type(value = Ready.class, name = "ready"),
        @Type(value = Retired.class, name = "retired"),
        @Type(value = Failed.class, name = "failed")
    })
    private interface Names {}

    static String write(VersionState state) {
        try {
            return JSON.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state has a JSON form", e);
        }
    }

    /**
     * Reads what was written, also when a version could be of one event type alone.
     *
     * @param source the event type that the version's view is first of all of
     */
    static VersionState read(String json, String source) {
        try {
            return JSON.treeToValue(ofTypes((ObjectNode) JSON.readTree(json), source), VersionState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'" + json + "' is no state of a version", e);
        }
    }

    private static JsonNode ofTypes(ObjectNode state, String source) {
        String cut = state.path("state").asText().equals("armed") ? "ends" : "cut";
        JsonNode ofSource = state.path(cut);
        if (ofSource.has("next")) {
            state.putObject(cut).putObject("byType").set(source, ofSource);
        }
        if (state.has("snapshotId")) {
            long snapshotId = state.remove("snapshotId").asLong();
            ObjectNode snapshots = state.putObject("snapshots");
            if (snapshotId >= 0) {
                snapshots.put(source, snapshotId);
            }
        }
        return state;
    }

    /** Its name alone. */
    static String name(VersionState state) {
        return JSON.valueToTree(state).path("state").asText();
    }
}
