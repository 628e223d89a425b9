package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.util.Map;
import java.util.Optional;

/** Attributes that stand beside the data in one JSON object (CloudEvents' structured mode). */
record StructuredAttributes(JsonNode event) implements CloudEventReader.Attributes {
    /** An event that is a JSON object with its data in JSON. */
    static StructuredAttributes of(JsonNode event) {
        if (!event.isObject()) {
            throw ProblemException.invalid(null, "expected an event as a JSON object");
        }
        if (event.has("data_base64")) {
            throw ProblemException.invalid("data_base64", "expected the data in JSON, in the field data");
        }
        return new StructuredAttributes(event);
    }

    JsonNode data() {
        return event.path("data");
    }

    @Override
    public Optional<String> value(String attribute) {
        JsonNode value = event.get(attribute);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw ProblemException.invalid(attribute, value + ": expected a text");
        }
        return Optional.of(value.textValue());
    }

    @Override
    public String name(String attribute) {
        return attribute;
    }

    @Override
    public Map<String, String> extensions() {
        return ExtensionAttributes.of(event);
    }
}
