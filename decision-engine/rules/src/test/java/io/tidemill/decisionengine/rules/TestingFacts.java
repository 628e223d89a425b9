package io.tidemill.decisionengine.rules;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts from a map; a field that is not in it has no value. */
record TestingFacts(String eventType, String tenantId, Instant time, Map<String, Object> values) implements Facts {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static TestingFacts of(String eventType, Map<String, Object> values) {
        return new TestingFacts(eventType, "default", NOON, values);
    }

    @Override
    public @Nullable Object value(String field) {
        return values.get(field);
    }
}
