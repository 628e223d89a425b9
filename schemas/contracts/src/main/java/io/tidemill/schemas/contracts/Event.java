package io.tidemill.schemas.contracts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent (CloudEvents 1.0.2) whose data is an Avro record. The pair of source and id names the event for ever: the
 * same pair again is the same event.
 *
 * @param id unique within the source
 * @param source a URI reference that names the producer
 * @param type the event type, such as {@code order.paid}
 * @param subject the entity the event is about, such as a member id; the record key on Kafka
 * @param time when it happened, cut to the millisecond
 * @param tenantId the store or brand the event belongs to (our extension attribute {@code tenantid})
 * @param data the record in the newest released schema of the type; decimals are {@link java.math.BigDecimal}, times
 *     {@link Instant}, dates {@link java.time.LocalDate}, text {@link String}. {@code null} only for {@link
 *     EventTypes#TIME_ADVANCED}.
 */
public record Event(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String tenantId,
        @Nullable IndexedRecord data) {
    public Event {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(tenantId, "tenantId");
        time = time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether this is no event but a promise about time (see {@link EventTypes#TIME_ADVANCED}). */
    public boolean advancesTimeOnly() {
        return type.equals(EventTypes.TIME_ADVANCED);
    }

    /**
     * The value of a field of the data.
     *
     * @throws IllegalArgumentException if the type has no such field
     */
    public @Nullable Object value(String field) {
        IndexedRecord record = Objects.requireNonNull(data, "data");
        org.apache.avro.Schema.Field position = record.getSchema().getField(field);
        if (position == null) {
            throw new IllegalArgumentException("event type " + type + " has no field " + field);
        }
        return record.get(position.pos());
    }
}
