package io.tidemill.featurejobs.featurelookup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.featurejobs.featurereading.PlannedFeature;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.StoredView;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /api/features?view=V&ids=a,b}: features of one view.
 *
 * @param ids as the request gave them, in its order
 * @param asked the instant that ages and times since the last event are counted to
 */
record ViewRequest(
        StoredView view, List<String> ids, List<EntityKey> keys, List<PlannedFeature> features, Instant asked) {
    private static final SerializableString VALUE = new SerializedString("value");
    private static final SerializableString STATUS = new SerializedString("status");

    static ViewRequest read(Request request, Catalogue catalogue, Clock clock) {
        StoredView view = catalogue.view("view", request.requiredQuery("view"));
        List<String> asked = list(request, "entity");
        if (!asked.isEmpty()) {
            catalogue.requireEntities("entity", asked, view);
        }
        List<Entity> entities = catalogue.entitiesOf(view);
        List<String> ids = entities.size() == 1 ? list(request, "ids") : composites(request);
        EntityIds.requireCount("ids", ids.size());
        List<EntityKey> keys = new ArrayList<>(ids.size());
        for (int index = 0; index < ids.size(); index++) {
            keys.add(EntityIds.read("ids[" + index + "]", entities, ids.get(index)));
        }
        List<String> names = list(request, "features");
        List<PlannedFeature> features = (names.isEmpty()
                        ? view.features().stream().map(StoredFeature::name)
                        : new LinkedHashSet<>(names).stream().map(name -> unqualified(name, view)))
                .map(name -> catalogue.feature("features", view, name))
                .toList();
        return new ViewRequest(view, ids, keys, features, asked(request, clock));
    }

    Response answer(OnlineFeatures online, String project) {
        List<Entity> entities = features.get(0).entities();
        List<List<FoundFeature>> columns = online.read(features, Map.of(entities, keys), asked);
        SerializableString[] names = names();
        return JsonAnswer.of(json -> {
            json.writeStartObject();
            json.writeStringField("project", project);
            json.writeStringField("view", view.name());
            writeEntities(json, entities);
            json.writeStringField("asked", asked.toString());
            json.writeArrayFieldStart("results");
            for (int row = 0; row < ids.size(); row++) {
                writeRow(json, row, names, columns);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeEntities(JsonGenerator json, List<Entity> entities) throws IOException {
        if (entities.size() == 1) {
            json.writeStringField("entity", entities.get(0).name());
            json.writeStringField("joinKey", entities.get(0).joinKey());
            return;
        }
        json.writeArrayFieldStart("entities");
        for (Entity entity : entities) {
            json.writeString(entity.name());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("joinKeys");
        for (Entity entity : entities) {
            json.writeString(entity.joinKey());
        }
        json.writeEndArray();
    }

    private void writeRow(JsonGenerator json, int row, SerializableString[] names, List<List<FoundFeature>> columns)
            throws IOException {
        Instant eventTime = columns.get(0).get(row).eventTime().orElse(null);
        json.writeStartObject();
        json.writeStringField("id", ids.get(row));
        if (eventTime == null) {
            json.writeNullField("eventTime");
            json.writeNullField("ageSeconds");
        } else {
            json.writeStringField("eventTime", eventTime.toString());
            json.writeNumberField("ageSeconds", FoundFeature.secondsBetween(eventTime, asked));
        }
        json.writeObjectFieldStart("features");
        for (int feature = 0; feature < names.length; feature++) {
            FoundFeature found = columns.get(feature).get(row);
            json.writeFieldName(names[feature]);
            json.writeStartObject();
            json.writeFieldName(VALUE);
            JsonAnswer.value(json, found.value());
            json.writeFieldName(STATUS);
            json.writeString(found.status().json());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The features' names, which are written for every entity: encoded once. */
    private SerializableString[] names() {
        return features.stream()
                .map(feature -> new SerializedString(feature.name()))
                .toArray(SerializableString[]::new);
    }

    /** {@code view:feature} is taken too where it names this view. */
    private static String unqualified(String name, StoredView view) {
        String prefix = view.name() + ":";
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    private static List<String> list(Request request, String parameter) {
        return request.queryAll(parameter).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Ids of several entities each; a comma within one has an escape before it. */
    private static List<String> composites(Request request) {
        return request.queryAll("ids").stream()
                .flatMap(value -> CompositeId.list(value).stream())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static Instant asked(Request request, Clock clock) {
        return request.query("at")
                .map(text -> {
                    try {
                        return Instant.parse(text);
                    } catch (DateTimeException e) {
                        throw ProblemException.invalid(
                                        "at", "'" + text + "' is no time: expected one such as 2026-01-02T03:04:05Z")
                                .withCause(e);
                    }
                })
                .orElseGet(clock::instant);
    }
}
