package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.InvalidJsonPatchException;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.eventreplay.mapping.FileFormat;
import io.tidemill.ingestion.eventreplay.mapping.InvalidMappingException;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.ingestion.eventreplay.rows.AnnotatedRow;
import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import io.tidemill.ingestion.eventreplay.rows.Row;
import io.tidemill.ingestion.eventreplay.rows.RowReader;
import io.tidemill.schemas.events.EventSchemas;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a dead letter becomes an event: the value is mapped anew, then patched, then given attributes; whichever of the three
 * are given.
 *
 * @param mapping how the value becomes an event, as for the replay of a file
 * @param patch a JSON Patch (RFC 6902) of the event; {@code /record} is there to copy from
 * @param attributes CloudEvents attributes to set
 * @param wording the request as it came, for the history
 */
record Fix(Optional<Mapping> mapping, Optional<JsonNode> patch, Map<String, String> attributes, JsonNode wording) {
    private static final String RECORD = "record";
    private static final String ID = "${kafka.topic}:${kafka.partition}:${kafka.offset}";

    Fix {
        Objects.requireNonNull(mapping, "mapping");
        Objects.requireNonNull(patch, "patch");
        attributes = Map.copyOf(attributes);
        Objects.requireNonNull(wording, "wording");
    }

    /**
     * The fix that a request asks for.
     *
     * @param body {@code patch}, {@code mapping} (YAML) or {@code attributes}; other members are not looked at
     * @throws ProblemException with 422 if it asks for none, or for one that is not valid
     */
    static Fix of(JsonNode body, EventSchemas schemas) {
        Optional<JsonNode> patch = present(body.get("patch"));
        Optional<Mapping> mapping = present(body.get("mapping")).map(yaml -> mapping(yaml, schemas));
        Map<String, String> attributes = attributes(body.get("attributes"));
        if (patch.isEmpty() && mapping.isEmpty() && attributes.isEmpty()) {
            throw ProblemException.invalid("patch", "expected a patch, a mapping or attributes");
        }
        patch.ifPresent(Fix::requireValid);
        return new Fix(mapping, patch, attributes, body);
    }

    /**
     * The event of a letter.
     *
     * @param before the event as it stands
     * @throws ProblemException with 422 if the fix does not fit this letter
     */
    ObjectNode apply(Letter letter, DecodedValue value, ObjectNode before) {
        ObjectNode event = mapping.isPresent() ? mapped(mapping.get(), letter, value) : before.deepCopy();
        ObjectNode patched = patch.isPresent() ? patched(patch.get(), letter, event) : event;
        attributes.forEach(patched::put);
        return patched;
    }

    private static ObjectNode patched(JsonNode patch, Letter letter, ObjectNode event) {
        event.set(RECORD, EventDraft.record(letter));
        try {
            JsonNode result = JsonPatch.apply(patch, event);
            if (result instanceof ObjectNode object) {
                object.remove(RECORD);
                return object;
            }
        } catch (JsonPatchApplicationException e) {
            throw ProblemException.invalid("patch", e.getMessage() + ": expected what the event has")
                    .withCause(e);
        }
        throw ProblemException.invalid("patch", "leaves no JSON object: expected an event");
    }

    private static ObjectNode mapped(Mapping mapping, Letter letter, DecodedValue value) {
        byte[] bytes = value.form() == DecodedValue.Form.AVRO || value.form() == DecodedValue.Form.JSON
                ? Json.write(value.content())
                : letter.raw().value().orElse(new byte[0]);
        if (!(mapping.format() instanceof FileFormat.Text format)) {
            throw ProblemException.invalid("mapping.format", "expected csv or jsonl: a record is no Parquet file");
        }
        try (RowReader rows = format.rows(new ByteArrayInputStream(bytes), (line, reason) -> {
            throw new IOException(reason);
        })) {
            Row row = rows.next().orElseThrow(() -> new IOException("no row"));
            String json = mapping.event(new AnnotatedRow(row, columns(letter))).json();
            return (ObjectNode) Json.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException | BadRowException e) {
            throw ProblemException.invalid("mapping", "the record's value is no such row: " + e.getMessage());
        }
    }

    private static Map<String, String> columns(Letter letter) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("kafka.topic", letter.id().topic());
        columns.put("kafka.partition", Integer.toString(letter.id().partition()));
        columns.put("kafka.offset", Long.toString(letter.id().offset()));
        columns.put("kafka.timestamp", letter.takenAt().toString());
        letter.raw().key().flatMap(ValueDecoder::plainText).ifPresent(key -> columns.put("kafka.key", key));
        return columns;
    }

    private static Mapping mapping(JsonNode yaml, EventSchemas schemas) {
        try {
            Mapping mapping = Mapping.parse(yaml.asText(), schemas, ID);
            if (mapping.readsLines()) {
                throw ProblemException.invalid(
                        "mapping", "reads ${line}: a record has no line, expected ${kafka.offset} or a column");
            }
            return mapping;
        } catch (InvalidMappingException e) {
            throw ProblemException.invalid("mapping", String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> attributes(@Nullable JsonNode given) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (given == null || given.isNull()) {
            return attributes;
        }
        if (!given.isObject()) {
            throw ProblemException.invalid("attributes", "expected an object of texts");
        }
        for (Map.Entry<String, JsonNode> attribute : given.properties()) {
            if (!attribute.getValue().isTextual() || attribute.getKey().equals("data")) {
                throw ProblemException.invalid("attributes." + attribute.getKey(), "expected a text attribute");
            }
            attributes.put(attribute.getKey(), attribute.getValue().textValue());
        }
        return attributes;
    }

    private static void requireValid(JsonNode patch) {
        try {
            JsonPatch.validate(patch);
        } catch (InvalidJsonPatchException e) {
            throw ProblemException.invalid("patch", e.getMessage() + ": expected a JSON Patch, RFC 6902");
        }
    }

    private static Optional<JsonNode> present(@Nullable JsonNode node) {
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }
}
