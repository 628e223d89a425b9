package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.events.EventSchemas;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Dead letters as the API shows them. */
record LetterViews(EventReading reading, EventSchemas schemas) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    /** A letter in a list. */
    ObjectNode line(LetterCase letter) {
        Letter found = letter.letter();
        ObjectNode line = NODES.objectNode();
        line.put("id", found.id().toString());
        line.put("takenAt", found.takenAt().toString());
        line.put("failedAt", found.failedAt().toString());
        line.put("reason", found.reason());
        line.put("detail", found.detail());
        found.type().ifPresent(type -> line.put("type", type));
        line.put("tenant", found.tenant());
        line.put("state", letter.state().name().text());
        return line;
    }

    /** All there is to know of a letter. */
    ObjectNode whole(LetterCase letter, List<LetterChange> history, Caller caller) {
        ObjectNode view = line(letter);
        Letter found = letter.letter();
        view.set("headers", headers(found));
        found.raw().key().ifPresent(key -> view.put("key", readable(key)));
        ObjectNode value = view.putObject("value");
        found.raw().value().ifPresent(bytes -> {
            value.put("size", bytes.length);
            value.put("base64", Base64.getEncoder().encodeToString(bytes));
        });
        DecodedValue decoded = reading.value(found);
        value.put("form", decoded.form().name().toLowerCase(Locale.ROOT));
        decoded.schema().ifPresent(schema -> value.put("schema", schema));
        value.set("content", decoded.content());
        ObjectNode event = reading.event(letter);
        view.set("event", event);
        try {
            reading.checked(event, caller);
            view.put("valid", true);
        } catch (ProblemException problem) {
            view.put("valid", false);
            ObjectNode wrong = view.putObject("problem");
            problem.field().ifPresent(field -> wrong.put("field", field));
            wrong.put("detail", problem.detail());
        }
        found.type().flatMap(schemas::latest).ifPresent(expected -> view.putObject("expected")
                .put("type", expected.type())
                .put("version", expected.version())
                .put("schemaId", expected.id())
                .set("schema", Json.read(expected.schema().toString().getBytes(StandardCharsets.UTF_8))));
        view.set("history", Json.MAPPER.valueToTree(history));
        return view;
    }

    private static ObjectNode headers(Letter letter) {
        ObjectNode headers = NODES.objectNode();
        Map<String, byte[]> sorted = new TreeMap<>(letter.headers());
        sorted.forEach((name, bytes) -> headers.put(name, readable(bytes)));
        return headers;
    }

    private static String readable(byte[] bytes) {
        return ValueDecoder.plainText(bytes)
                .orElseGet(() -> "base64:" + Base64.getEncoder().encodeToString(bytes));
    }
}
