package io.tidemill.featurejobs.featurelookup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /get-online-features} as Feast's feature server reads and answers it. */
final class OnlineFeaturesJson {
    /** What Feast writes where there is no time. */
    private static final SerializableString NO_TIME = new SerializedString(Instant.EPOCH.toString());

    private OnlineFeaturesJson() {}

    /** @param requestFields columns of {@code entities} that are no ids but values that features are computed from */
    static WantedFeatures read(JsonNode body, Set<String> requestFields) {
        if (!body.isObject()) {
            throw ProblemException.malformed("expected an object with features and entities");
        }
        JsonNode service = body.path("feature_service");
        JsonNode full = body.path("full_feature_names");
        if (isGiven(full) && !full.isBoolean()) {
            throw ProblemException.invalid("full_feature_names", "'" + full + "': expected true or false");
        }
        return new WantedFeatures(
                isGiven(service) ? Optional.of(service.asText()) : Optional.empty(),
                references(body.path("features")),
                ids(body.path("entities"), requestFields),
                given(body.path("entities"), requestFields),
                "entities",
                full.asBoolean());
    }

    static Response write(FeatureVectors vectors) {
        return JsonAnswer.of(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("metadata");
            json.writeArrayFieldStart("feature_names");
            for (String name : vectors.names()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeArrayFieldStart("results");
            RowTimes<SerializableString> times = new RowTimes<>(time -> new SerializedString(time.toString()), NO_TIME);
            for (List<FoundFeature> column : vectors.columns()) {
                writeColumn(json, column, times);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeColumn(JsonGenerator json, List<FoundFeature> column, RowTimes<SerializableString> times)
            throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("values");
        for (FoundFeature found : column) {
            JsonAnswer.value(json, found.value());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("statuses");
        for (FoundFeature found : column) {
            json.writeString(found.status().json());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("event_timestamps");
        for (int row = 0; row < column.size(); row++) {
            json.writeString(times.of(row, column.get(row).eventTime()));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static List<String> references(JsonNode given) {
        List<String> references = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(reference -> references.add(reference.asText()));
        }
        return references;
    }

    private static Map<String, List<String>> ids(JsonNode entities, Set<String> requestFields) {
        if (isGiven(entities) && !entities.isObject()) {
            throw ProblemException.invalid("entities", "expected an object of lists by join key");
        }
        Map<String, List<String>> ids = new LinkedHashMap<>();
        entities.properties().forEach(column -> {
            if (!requestFields.contains(column.getKey())) {
                ids.put(column.getKey(), ids("entities." + column.getKey(), column.getValue()));
            }
        });
        return ids;
    }

    private static List<String> ids(String field, JsonNode given) {
        if (!given.isArray()) {
            throw ProblemException.invalid(field, "expected a list of text or whole numbers");
        }
        List<String> ids = new ArrayList<>(given.size());
        for (JsonNode id : given) {
            if (!id.isTextual() && !id.isIntegralNumber()) {
                throw EntityIds.neither(field + "[" + ids.size() + "]", id.toString());
            }
            ids.add(id.asText());
        }
        return ids;
    }

    private static Map<String, List<@Nullable Object>> given(JsonNode entities, Set<String> requestFields) {
        Map<String, List<@Nullable Object>> given = new LinkedHashMap<>();
        entities.properties().forEach(column -> {
            if (requestFields.contains(column.getKey())) {
                given.put(column.getKey(), given("entities." + column.getKey(), column.getValue()));
            }
        });
        return given;
    }

    private static List<@Nullable Object> given(String field, JsonNode column) {
        if (!column.isArray()) {
            throw ProblemException.invalid(field, "expected a list of numbers or text");
        }
        List<@Nullable Object> values = new ArrayList<>(column.size());
        for (JsonNode value : column) {
            if (value.isNull()) {
                values.add(null);
            } else if (value.isIntegralNumber() && value.canConvertToLong()) {
                values.add(value.longValue());
            } else if (value.isNumber()) {
                values.add(value.doubleValue());
            } else {
                values.add(value.isTextual() ? value.textValue() : value);
            }
        }
        return values;
    }

    private static boolean isGiven(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }
}
