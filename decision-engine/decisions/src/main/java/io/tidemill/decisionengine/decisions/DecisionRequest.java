package io.tidemill.decisionengine.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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
 */
record DecisionRequest(
        @Nullable String eventType,
        @Nullable String entityId,
        @Nullable JsonNode data,
        @Nullable String requestId,
        @Nullable Instant time) {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final int LONGEST_ID = 256;

    /**
     * The question it asks.
     *
     * @throws ProblemException with status 422 naming the field that cannot be taken
     */
    Subject subject(String tenantId, Instant now) {
        String type = required("eventType", eventType);
        if (!EventTypes.business().contains(type)) {
            throw ProblemException.invalid("eventType", type + ": expected one of " + EventTypes.business());
        }
        String entity = required("entityId", entityId);
        String request = requestId == null ? UUID.randomUUID().toString() : required("requestId", requestId);
        return new Subject(
                Subject.decisionId("http/" + tenantId, request),
                type,
                entity,
                tenantId,
                time == null ? now : time,
                values(SCHEMAS.latest(type).orElseThrow().schema()),
                null,
                null);
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
