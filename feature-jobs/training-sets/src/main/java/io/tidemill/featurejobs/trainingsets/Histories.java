package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import java.util.HashMap;
import java.util.Map;

/** The events that were read, by their type and by what is taken for their key. */
final class Histories {
    private final Map<Of, EventHistory> histories = new HashMap<>();

    private record Of(String eventType, ViewKey key) {}

    void put(String eventType, ViewKey key, EventHistory history) {
        histories.put(new Of(eventType, key), history);
    }

    EventHistory of(String eventType, ViewKey key) {
        EventHistory history = histories.get(new Of(eventType, key));
        if (history == null) {
            throw new IllegalArgumentException("no events of type " + eventType + " were read by " + key);
        }
        return history;
    }
}
