package io.tidemill.ingestion.eventgateway.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Makes of a JSON value what Avro writes. */
interface ValueConverter {
    @Nullable
    Object convert(JsonNode value) throws UnfitValueException;
}
