package io.tidemill.schemas.featurecatalogue;

import java.util.Map;

/**
 * A place in the topic of each event type that a view reads.
 *
 * @param byType by event type; the beginning of a type that is not named
 */
public record Cuts(Map<String, Cut> byType) {
    /** Before every record of every type. */
    public static final Cuts BEGINNING = new Cuts(Map.of());

    public Cuts {
        byType = Map.copyOf(byType);
    }

    /** A place in the topic of one event type. */
    public static Cuts of(String eventType, Cut cut) {
        return new Cuts(Map.of(eventType, cut));
    }

    /** Whether a record of the topic of an event type lies before it. */
    public boolean isAfter(String eventType, int partition, long offset) {
        return byType.getOrDefault(eventType, Cut.BEGINNING).isAfter(partition, offset);
    }
}
