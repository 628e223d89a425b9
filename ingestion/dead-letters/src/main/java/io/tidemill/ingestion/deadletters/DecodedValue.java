package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A value as far as it could be read.
 *
 * @param form what it was read as
 * @param content what it says
 * @param schema which schema it was written with, such as {@code order.paid version 1, id 4}
 */
public record DecodedValue(Form form, JsonNode content, Optional<String> schema) {
    /** What a value was read as. */
    public enum Form {
        /** Avro in Confluent's wire format with a schema that is known; the content is its record. */
        AVRO,
        /** JSON; the content is it. */
        JSON,
        /** Text in UTF-8; the content is it. */
        TEXT,
        /** None of these; the content is its bytes in hexadecimal. */
        HEX,
        /** There is no value; the content is null. */
        NOTHING
    }

    /** Whether it says something that can be the data of an event. */
    boolean readable() {
        return form != Form.HEX && form != Form.NOTHING;
    }
}
