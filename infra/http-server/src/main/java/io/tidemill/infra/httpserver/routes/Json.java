package io.tidemill.infra.httpserver.routes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.io.IOException;
import java.util.List;

/**
 * JSON as every server reads and writes it: nested 64 deep at most, no field twice, nothing after the end, numbers with
 * a fraction exact; times as RFC 3339.
 */
public final class Json {
    /** How deep JSON may nest. */
    public static final int MAXIMUM_NESTING = 64;

    /** Reads and writes by these rules; do not reconfigure it. */
    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAXIMUM_NESTING)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .build();

    private Json() {}

    /**
     * Any JSON value.
     *
     * @throws ProblemException with status 400 if it is none
     */
    public static JsonNode read(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node.isMissingNode()) {
                throw ProblemException.malformed("the body is empty: expected JSON");
            }
            return node;
        } catch (IOException e) {
            throw problem(e);
        }
    }

    /**
     * A value of a type, such as a record.
     *
     * @throws ProblemException with status 400 if it is no JSON, with 422 and the field if it does not fit the type
     */
    public static <T> T read(byte[] body, Class<T> type) {
        if (body.length == 0) {
            throw ProblemException.malformed("the body is empty: expected JSON");
        }
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw ProblemException.malformed("the body is null: expected an object");
            }
            return value;
        } catch (IOException e) {
            throw problem(e);
        }
    }

    /** The bytes of a value, in UTF-8. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    private static ProblemException problem(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return ProblemException.malformed(
                    "the JSON is too deep, or a name or number in it too long: expected at most " + MAXIMUM_NESTING
                            + " levels");
        }
        if (e instanceof JsonMappingException mapping && !(mapping.getCause() instanceof StreamConstraintsException)) {
            if (mapping.getCause() instanceof ProblemException problem) {
                return problem;
            }
            String field = field(mapping.getPath());
            return ProblemException.invalid(field.isEmpty() ? null : field, mapping.getOriginalMessage());
        }
        if (e instanceof JsonProcessingException parsing) {
            String place = parsing.getLocation() == null
                    ? ""
                    : " (line " + parsing.getLocation().getLineNr() + ", column "
                            + parsing.getLocation().getColumnNr() + ")";
            return ProblemException.malformed("no valid JSON" + place + ": " + parsing.getOriginalMessage());
        }
        return ProblemException.malformed("no valid JSON in UTF-8");
    }

    private static String field(List<JsonMappingException.Reference> path) {
        StringBuilder field = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            if (step.getFieldName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.length() == 0 ? "" : ".").append(step.getFieldName());
            }
        }
        return field.toString();
    }
}
