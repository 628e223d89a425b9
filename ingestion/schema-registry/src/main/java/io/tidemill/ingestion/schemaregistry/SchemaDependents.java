package io.tidemill.ingestion.schemaregistry;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Knows what reads the fields of events, so that a change that breaks it is refused and says what it would break. */
@FunctionalInterface
public interface SchemaDependents {
    /** For registries beside which nothing reads events. */
    static SchemaDependents none() {
        return (eventType, fields) -> List.of();
    }

    /** What reads any of some fields of an event type, directly or by what it is made from. */
    List<Dependent> on(String eventType, Set<String> fields);

    /**
     * A feature, rule or model.
     *
     * @param kind {@code feature}, {@code rule} or {@code model}
     * @param name its name, such as {@code member_orders:amount_90d}
     * @param reads what of it is concerned, such as {@code amount}
     */
    record Dependent(String kind, String name, String reads) {
        public Dependent {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(reads, "reads");
        }

        /** In words, for people. */
        String text() {
            return kind + " " + name + " (reads " + reads + ")";
        }
    }
}
