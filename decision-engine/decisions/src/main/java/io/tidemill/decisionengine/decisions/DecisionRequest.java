package io.tidemill.decisionengine.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/decisions}.
 *
 * @param eventType the type of the event that is asked about
 * @param entityId its subject
 * @param data the fields of its data that are known; the others count as missing
 * @param requestId names the question: the same name gives the same decision id
 * @param time the instant that is decided about; now when absent
 * @param explain whether to tell why rules did not fire; not when absent
 */
record DecisionRequest(
        @Nullable String eventType,
        @Nullable String entityId,
        @Nullable JsonNode data,
        @Nullable String requestId,
        @Nullable Instant time,
        @Nullable Boolean explain) {
    private static final int LONGEST_ID = 256;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /**
     * The question it asks.
     *
     * @throws ProblemException with status 422 naming the field that cannot be taken; with 503 for a type that the
     *     registry of schemas, which does not answer, may know
     */
    Subject subject(EventSchemas schemas, String tenantId, Instant now) {
        String type = required("eventType", eventType);
        Schema schema = schema(schemas, type);
        String entity = required("entityId", entityId);
        String request = requestId == null ? UUID.randomUUID().toString() : required("requestId", requestId);
        return new Subject(
                Subject.decisionId("http/" + tenantId, request),
                type,
                entity,
                tenantId,
                time == null ? now : time,
                values(schema),
                null,
                null);
    }

    private static Schema schema(EventSchemas schemas, String type) {
        if (!EventTypes.isOwn(type)) {
            Optional<ReleasedSchema> known = schemas.latest(type);
            if (known.isPresent()) {
                return known.get().schema();
            }
            if (!schemas.complete()) {
                throw ProblemException.unavailable(
                                "event type " + type + " is not known, and the registry of schemas does not answer",
                                RETRY_AFTER)
                        .withField("eventType");
            }
        }
        List<String> types = schemas.latest().stream()
                .map(ReleasedSchema::type)
                .filter(each -> !EventTypes.isOwn(each))
                .toList();
        throw ProblemException.invalid("eventType", type + ": expected one of " + types);
    }

    private Map<String, Object> values(Schema schema) {
        Map<String, Object> values = new HashMap<>();
        if (data == null || data.isNull()) {
            return values;
        }
        if (!data.isObject()) {
            throw ProblemException.invalid("data", "expected an object");
        }
        for (Map.Entry<String, JsonNode> entry : data.properties()) {
            Schema.Field field = schema.getField(entry.getKey());
            if (field == null) {
                throw ProblemException.invalid("data." + entry.getKey(), "no field of " + eventType);
            }
            if (!entry.getValue().isNull()) {
                values.put(
                        entry.getKey(), FieldValues.read("data." + entry.getKey(), field.schema(), entry.getValue()));
            }
        }
        return values;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST_ID) {
            throw ProblemException.invalid(field, "expected 1 to " + LONGEST_ID + " characters");
        }
        return value;
    }
}
