package io.tidemill.decisionengine.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What rules can speak of.
 *
 * @param eventTypes what a rule can be about
 * @param fields what a rule can compare; one name may stand several times, for different event types
 */
public record FieldCatalogue(Set<String> eventTypes, List<CatalogueField> fields) {
    public FieldCatalogue {
        eventTypes = Set.copyOf(eventTypes);
        fields = List.copyOf(fields);
    }

    /** The field of this name as events of a type have it. */
    public Optional<CatalogueField> field(String eventType, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name) && field.has(eventType))
                .findFirst();
    }

    /** The event types in alphabetical order. */
    public List<String> sortedEventTypes() {
        return List.copyOf(new TreeSet<>(eventTypes));
    }
}
