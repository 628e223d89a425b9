package io.tidemill.decisionengine.decisions;

import io.tidemill.schemas.contracts.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a decision is asked about.
 *
 * @param decisionId the decision's name; the same question again has the same
 * @param eventType the type of the event
 * @param entityId the subject of the event
 * @param tenantId the store or brand
 * @param time the instant that is decided about
 * @param values the fields of the event's data that have a value
 * @param eventId the event, where there is one
 * @param eventSource its source, where there is one
 */
public record Subject(
        String decisionId,
        String eventType,
        String entityId,
        String tenantId,
        Instant time,
        Map<String, Object> values,
        @Nullable String eventId,
        @Nullable String eventSource) {
    public Subject {
        Objects.requireNonNull(decisionId, "decisionId");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(entityId, "entityId");
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(time, "time");
        values = Collections.unmodifiableMap(new HashMap<>(values));
    }

    /** The question an event asks; its decision is named by the event's source and id. */
    public static Subject of(Event event) {
        IndexedRecord data = Objects.requireNonNull(event.data(), "data");
        Map<String, Object> values = new HashMap<>();
        for (Schema.Field field : data.getSchema().getFields()) {
            Object value = data.get(field.pos());
            if (value != null) {
                values.put(field.name(), isText(value) ? value.toString() : value);
            }
        }
        return new Subject(
                decisionId(event.source(), event.id()),
                event.type(),
                event.subject(),
                event.tenantId(),
                event.time(),
                values,
                event.id(),
                event.source());
    }

    private static boolean isText(Object value) {
        return value instanceof CharSequence || value instanceof GenericEnumSymbol;
    }

    /** The name of the decision about what a source calls by an id: the same for the same two, on any machine. */
    public static String decisionId(String source, String id) {
        byte[] name = (source + '\0' + id).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(name).toString();
    }
}
