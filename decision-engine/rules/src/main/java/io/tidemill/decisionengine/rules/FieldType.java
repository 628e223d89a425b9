package io.tidemill.decisionengine.rules;

/** What kind of value a field has. */
public enum FieldType {
    /** Whole or fractional. */
    NUMBER,
    /** Unicode text. */
    TEXT,
    /** True or false. */
    BOOLEAN,
    /** An instant; a document writes it as RFC 3339 in UTC. */
    TIME
}
