package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The event that a dead letter would be, as far as it says, in CloudEvents' JSON form; what it does not say is missing. */
final class EventDraft {
    /** Where a letter belongs that does not say where it comes from. */
    static final String SOURCE = "/tidemill/dead-letters";

    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private EventDraft() {}

    /**
     * The draft of a letter. Its id and source are those that the record has, whatever else is wrong with it; where it has
     * none, the id follows from its place on Kafka, so that the same letter is the same event each time.
     */
    static ObjectNode of(Letter letter, DecodedValue value) {
        if (value.form() == DecodedValue.Form.JSON && value.content().has("specversion")) {
            ObjectNode structured = value.content().deepCopy();
            identify(structured, letter);
            return structured;
        }
        ObjectNode draft = NODES.objectNode();
        draft.put("specversion", "1.0");
        identify(draft, letter);
        letter.attribute("type").or(letter::type).ifPresent(type -> draft.put("type", type));
        letter.attribute("subject")
                .or(() -> letter.raw().key().flatMap(ValueDecoder::plainText))
                .ifPresent(subject -> draft.put("subject", subject));
        letter.attribute("time").ifPresent(time -> draft.put("time", time));
        letter.attribute("tenantid").ifPresent(tenant -> draft.put("tenantid", tenant));
        if (value.readable()) {
            draft.set("data", value.content());
        }
        return draft;
    }

    /** What a patch may copy from, beside the event: the record as Kafka had it. */
    static ObjectNode record(Letter letter) {
        ObjectNode record = NODES.objectNode();
        record.put("topic", letter.id().topic());
        record.put("partition", letter.id().partition());
        record.put("offset", letter.id().offset());
        record.put("timestamp", letter.takenAt().toString());
        letter.raw().key().flatMap(ValueDecoder::plainText).ifPresent(key -> record.put("key", key));
        return record;
    }

    private static void identify(ObjectNode draft, Letter letter) {
        fill(draft, "id", letter.attribute("id").orElse(letter.id().toString()));
        fill(draft, "source", letter.attribute("source").orElse(SOURCE));
    }

    private static void fill(ObjectNode draft, String attribute, String value) {
        JsonNode present = draft.get(attribute);
        if (present == null || present.isNull()) {
            draft.put(attribute, value);
        }
    }
}
