package io.tidemill.schemas.events;

import java.util.Objects;
import org.apache.avro.Schema;

/**
 * One released version of an event type's schema. Once released it never changes.
 *
 * @param id the id in Confluent's wire format; unique over all types and versions
 * @param type the CloudEvents type, such as {@code order.paid}
 * @param version ascending from 1 within the type
 * @param schema the Avro record schema of the event's data
 */
public record ReleasedSchema(int id, String type, int version, Schema schema) {
    public ReleasedSchema {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(schema, "schema");
        if (id < 1) {
            throw new IllegalArgumentException("schema id " + id + " of " + type + ": expected 1 or greater");
        }
        if (version < 1) {
            throw new IllegalArgumentException("version " + version + " of " + type + ": expected 1 or greater");
        }
    }
}
