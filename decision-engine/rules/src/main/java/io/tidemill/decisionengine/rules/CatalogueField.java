package io.tidemill.decisionengine.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A field that rules can compare.
 *
 * @param name such as {@code event.amount}
 * @param type what its values are
 * @param description for people; may be empty
 * @param eventTypes the event types for which it has a value; empty for all
 */
public record CatalogueField(String name, FieldType type, String description, Set<String> eventTypes) {
    public CatalogueField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(description, "description");
        eventTypes = Set.copyOf(eventTypes);
    }

    /** The operators it can be compared by. */
    public List<Operator> operators() {
        return Arrays.stream(Operator.values())
                .filter(operator -> operator.fits(type))
                .toList();
    }

    boolean has(String eventType) {
        return eventTypes.isEmpty() || eventTypes.contains(eventType);
    }
}
