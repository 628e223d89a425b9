package io.tidemill.decisionengine.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What rules can speak of.
 *
 * @param eventTypes what a rule can be about
 * @param fields what a rule can compare; one name may stand several times, for different event types
 * @param unfit what there is by name, and yet is no field of some event types, or of none: why, to follow the name
 */
public record FieldCatalogue(Set<String> eventTypes, List<CatalogueField> fields, Map<String, String> unfit) {
    public FieldCatalogue {
        eventTypes = Set.copyOf(eventTypes);
        fields = List.copyOf(fields);
        unfit = Map.copyOf(unfit);
    }

    /** A catalogue of which nothing is unfit. */
    public FieldCatalogue(Set<String> eventTypes, List<CatalogueField> fields) {
        this(eventTypes, fields, Map.of());
    }

    /** Why a name is no field of events of a type, in words that follow the name. */
    String absence(String eventType, String name) {
        String reason = unfit.get(name);
        return "is no field of " + eventType + (reason == null ? ", see GET /api/catalogue" : ": it " + reason);
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
