package io.tidemill.ingestion.lineage.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What lineage has to know of a rule.
 *
 * @param id names it
 * @param eventType the event type it looks at
 * @param fields what its conditions read, such as {@code event.amount}, {@code feature.VIEW:FEATURE} or {@code
 *     model.NAME.score}
 */
public record RuleFacts(String id, String eventType, Set<String> fields) {
    public RuleFacts {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(eventType, "eventType");
        fields = Set.copyOf(fields);
    }

    /** Reads them from a rule document, whose form docs/rules.md describes. */
    public static RuleFacts of(JsonNode document) {
        List<JsonNode> named = document.path("when").findValues("field");
        Set<String> fields = new TreeSet<>();
        named.forEach(field -> fields.add(field.asText()));
        return new RuleFacts(document.path("id").asText(), document.path("on").asText(), fields);
    }
}
