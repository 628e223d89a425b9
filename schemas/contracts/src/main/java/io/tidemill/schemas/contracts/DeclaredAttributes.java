package io.tidemill.schemas.contracts;

import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where the attributes of an event stand in its data, for producers that know Avro and not CloudEvents. A record schema
 * declares it in the property {@value #PROPERTY}, such as {@code "tidemill": {"id": "orderId", "subject": "memberId",
 * "time": "paidAt", "tenant": "shop", "source": "/pos"}}. {@code id}, {@code subject} and {@code time} name fields and
 * must be there; {@code tenant} names a field, {@code default} when absent; {@code source} is the text itself, {@code
 * /topics/TOPIC} when absent. A time is a timestamp, a number of milliseconds since 1970, or a text in RFC 3339.
 */
public final class DeclaredAttributes {
    /** The property of the record schema. */
    public static final String PROPERTY = "tidemill";

    private static final String TENANT = "default";

    /** Tables keep times in microseconds. */
    private static final long FURTHEST_SECOND = Long.MAX_VALUE / 1_000_000;

    private final Map<?, ?> declared;
    private final IndexedRecord data;

    private DeclaredAttributes(Map<?, ?> declared, IndexedRecord data) {
        this.declared = declared;
        this.data = data;
    }

    /**
     * The event that a record without CloudEvents headers is.
     *
     * @throws MalformedRecordException if its schema does not declare an attribute, or the field it names has no such
     *     value
     */
    static Event event(String topic, String type, IndexedRecord data) throws MalformedRecordException {
        Object property = data.getSchema().getObjectProp(PROPERTY);
        DeclaredAttributes attributes =
                new DeclaredAttributes(property instanceof Map<?, ?> map ? map : Map.of(), data);
        String id = attributes.required("id").toString();
        String subject = attributes.required("subject").toString();
        Instant time = time(attributes.required("time"));
        Object tenant = attributes.optional("tenant");
        Object source = attributes.declared.get("source");
        return new Event(
                id,
                source == null ? "/topics/" + topic : source.toString(),
                type,
                subject,
                time,
                tenant == null ? TENANT : tenant.toString(),
                data);
    }

    private Object required(String attribute) throws MalformedRecordException {
        Object field = declared.get(attribute);
        if (field == null) {
            throw new MalformedRecordException(
                    Reason.MISSING_ATTRIBUTE,
                    "no headers ce_*, and the schema's property \"" + PROPERTY + "\" names no field for " + attribute
                            + ": expected a CloudEvent in binary mode, or a field for each of id, subject and time");
        }
        Object value = value(attribute, field.toString());
        if (value == null || value.toString().isEmpty()) {
            throw new MalformedRecordException(
                    Reason.MISSING_ATTRIBUTE,
                    "field " + field + ", which is to be the event's " + attribute + ", is empty");
        }
        return value;
    }

    private @Nullable Object optional(String attribute) throws MalformedRecordException {
        Object field = declared.get(attribute);
        return field == null ? null : value(attribute, field.toString());
    }

    private @Nullable Object value(String attribute, String name) throws MalformedRecordException {
        Schema.Field field = data.getSchema().getField(name);
        if (field == null) {
            throw new MalformedRecordException(
                    Reason.INVALID_ATTRIBUTE,
                    "the schema's property \"" + PROPERTY + "\" takes " + attribute + " from field " + name
                            + ", which the schema does not have");
        }
        return data.get(field.pos());
    }

    private static Instant time(Object value) throws MalformedRecordException {
        try {
            Instant time = instant(value);
            if (Math.abs(time.getEpochSecond()) < FURTHEST_SECOND) {
                return time;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new MalformedRecordException(
                Reason.INVALID_ATTRIBUTE,
                "time " + value + ": expected a timestamp, milliseconds since 1970, or a text in RFC 3339, with"
                        + " microseconds that fit 64 bits");
    }

    private static Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        return value instanceof Long milliseconds
                ? Instant.ofEpochMilli(milliseconds)
                : OffsetDateTime.parse(value.toString()).toInstant();
    }
}
