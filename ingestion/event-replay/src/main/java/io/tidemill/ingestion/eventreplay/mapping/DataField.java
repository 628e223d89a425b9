package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import io.tidemill.ingestion.eventreplay.rows.Row;
import java.util.Optional;

/**
 * A field of an event's data and where its value comes from.
 *
 * @param name the field
 * @param required whether an event without it is no event
 */
record DataField(String name, boolean required, Template template, FieldType type) {
    /** The value in a row; empty where the row has none. */
    Optional<Object> value(Row row) throws BadRowException {
        String text = template.render(row);
        if (text.isEmpty()) {
            if (required) {
                throw new BadRowException("data." + name + ": empty");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(type.parse(text));
        } catch (BadRowException e) {
            throw new BadRowException("data." + name + ": " + e.getMessage());
        }
    }
}
