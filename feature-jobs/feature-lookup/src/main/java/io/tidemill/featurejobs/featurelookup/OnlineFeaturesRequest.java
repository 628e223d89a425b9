package io.tidemill.featurejobs.featurelookup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code POST /get-online-features}, as Feast's feature server reads and answers it.
 *
 * @param names of the features in the answer, in order
 * @param ids the values of each join key as the request gave them, all of one length
 * @param keys the same as keys of the online store
 */
record OnlineFeaturesRequest(
        List<PlannedFeature> features,
        List<String> names,
        Map<String, List<JsonNode>> ids,
        Map<String, List<EntityKey>> keys) {
    /** What Feast writes where there is no time. */
    private static final String NO_TIME = Instant.EPOCH.toString();

    static OnlineFeaturesRequest read(JsonNode body, Catalogue catalogue) {
        if (!body.isObject()) {
            throw ProblemException.malformed("expected an object with features and entities");
        }
        List<PlannedFeature> features = features(body, catalogue);
        JsonNode full = body.path("full_feature_names");
        if (!full.isMissingNode() && !full.isNull() && !full.isBoolean()) {
            throw ProblemException.invalid("full_feature_names", "'" + full + "': expected true or false");
        }
        Map<String, List<JsonNode>> ids = new LinkedHashMap<>();
        return new OnlineFeaturesRequest(
                features, names(features, full.asBoolean()), ids, keys(body.path("entities"), features, ids));
    }

    Response answer(OnlineFeatures online, Instant asked) {
        List<List<FoundFeature>> columns = online.read(features, keys, asked);
        return JsonAnswer.of(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("metadata");
            json.writeArrayFieldStart("feature_names");
            for (String joinKey : ids.keySet()) {
                json.writeString(joinKey);
            }
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeArrayFieldStart("results");
            for (List<JsonNode> values : ids.values()) {
                writeIds(json, values);
            }
            for (List<FoundFeature> column : columns) {
                writeColumn(json, column);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeIds(JsonGenerator json, List<JsonNode> values) throws IOException {
        json.writeStartObject();
        json.writeObjectField("values", values);
        json.writeArrayFieldStart("statuses");
        for (int row = 0; row < values.size(); row++) {
            json.writeString(FeatureStatus.PRESENT.name());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("event_timestamps");
        for (int row = 0; row < values.size(); row++) {
            json.writeString(NO_TIME);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeColumn(JsonGenerator json, List<FoundFeature> column) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("values");
        for (FoundFeature found : column) {
            JsonAnswer.value(json, found.value());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("statuses");
        for (FoundFeature found : column) {
            json.writeString(found.status().name());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("event_timestamps");
        for (FoundFeature found : column) {
            json.writeString(found.eventTime().map(Instant::toString).orElse(NO_TIME));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static List<PlannedFeature> features(JsonNode body, Catalogue catalogue) {
        JsonNode service = body.path("feature_service");
        JsonNode listed = body.path("features");
        boolean byService = !service.isMissingNode() && !service.isNull();
        if (byService == (listed.isArray() && !listed.isEmpty())) {
            throw ProblemException.invalid("features", "expected either features or feature_service");
        }
        if (byService) {
            return catalogue.service("feature_service", service.asText()).features().stream()
                    .map(FeatureReference::toString)
                    .map(reference -> catalogue.feature("feature_service", reference))
                    .toList();
        }
        List<PlannedFeature> features = new ArrayList<>();
        for (JsonNode reference : listed) {
            features.add(catalogue.feature("features[" + features.size() + "]", reference.asText()));
        }
        return features;
    }

    private static List<String> names(List<PlannedFeature> features, boolean full) {
        Map<String, PlannedFeature> names = new LinkedHashMap<>();
        for (PlannedFeature feature : features) {
            String name = full ? feature.fullName() : feature.feature().name();
            PlannedFeature other = names.put(name, feature);
            if (other != null) {
                throw ProblemException.invalid(
                        other.equals(feature) ? "features" : "full_feature_names",
                        other.equals(feature)
                                ? feature.reference() + " is asked for twice"
                                : other.reference() + " and " + feature.reference()
                                        + " have one name: expected full_feature_names true");
            }
        }
        return List.copyOf(names.keySet());
    }

    private static Map<String, List<EntityKey>> keys(
            JsonNode given, List<PlannedFeature> features, Map<String, List<JsonNode>> ids) {
        Map<String, Entity> entities = new LinkedHashMap<>();
        features.forEach(feature -> entities.put(feature.entity().joinKey(), feature.entity()));
        given.fieldNames().forEachRemaining(joinKey -> {
            if (!entities.containsKey(joinKey)) {
                throw ProblemException.invalid(
                        "entities." + joinKey,
                        "no feature asked for has the join key '" + joinKey + "': expected "
                                + String.join(", ", new TreeSet<>(entities.keySet())));
            }
        });
        Map<String, List<EntityKey>> keys = new LinkedHashMap<>();
        entities.forEach((joinKey, entity) -> {
            JsonNode values = given.path(joinKey);
            String field = "entities." + joinKey;
            if (!values.isArray()) {
                throw ProblemException.invalid(
                        field, "expected a list of " + entity.valueType().text());
            }
            EntityIds.requireCount(field, values.size());
            requireOneLength(field, values.size(), keys);
            List<EntityKey> column = new ArrayList<>(values.size());
            List<JsonNode> nodes = new ArrayList<>(values.size());
            for (JsonNode value : values) {
                column.add(EntityIds.read(field + "[" + column.size() + "]", entity, value));
                nodes.add(value);
            }
            keys.put(joinKey, column);
            ids.put(joinKey, nodes);
        });
        return keys;
    }

    private static void requireOneLength(String field, int size, Map<String, List<EntityKey>> others) {
        others.forEach((joinKey, column) -> {
            if (column.size() != size) {
                throw ProblemException.invalid(
                        field,
                        size + " values, but " + column.size() + " of " + joinKey + ": expected as many of each");
            }
        });
    }
}
