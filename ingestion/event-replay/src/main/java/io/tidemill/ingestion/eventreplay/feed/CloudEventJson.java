package io.tidemill.ingestion.eventreplay.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/**
 * A CloudEvent in JSON, ready to be posted, with the attributes a sender needs to see.
 *
 * @param id unique within the source
 * @param source a URI reference that names the producer
 * @param type the event type, such as {@code order.paid}
 * @param subject the entity the event is about
 * @param time when it happened, to the millisecond
 * @param json the whole event in CloudEvents' structured JSON form; a batch is a JSON array of these
 */
public record CloudEventJson(String id, String source, String type, String subject, Instant time, String json) {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    public CloudEventJson {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(json, "json");
    }

    /**
     * An event with its JSON form.
     *
     * @param data the fields in the order in which they are written; values are text, numbers, booleans or instants
     */
    public static CloudEventJson of(
            String id, String source, String type, String subject, Instant time, String tenant, Map<String, ?> data) {
        Instant milliseconds = time.truncatedTo(ChronoUnit.MILLIS);
        StringWriter text = new StringWriter(384);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", id);
            json.writeStringField("source", source);
            json.writeStringField("type", type);
            json.writeStringField("subject", subject);
            json.writeStringField("time", milliseconds.toString());
            json.writeStringField("tenantid", tenant);
            json.writeStringField("datacontenttype", "application/json");
            json.writeObjectFieldStart("data");
            for (Map.Entry<String, ?> field : data.entrySet()) {
                json.writeFieldName(field.getKey());
                writeValue(json, field.getKey(), field.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CloudEventJson(id, source, type, subject, milliseconds, text.toString());
    }

    private static void writeValue(JsonGenerator json, String field, Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number.toPlainString());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Instant instant) {
            json.writeString(instant.truncatedTo(ChronoUnit.MILLIS).toString());
        } else {
            throw new IllegalArgumentException("field " + field + ": "
                    + value.getClass().getSimpleName() + ", expected text, a number, a boolean or an instant");
        }
    }
}
