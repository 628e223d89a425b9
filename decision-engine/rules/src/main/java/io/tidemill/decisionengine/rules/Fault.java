package io.tidemill.decisionengine.rules;

/**
 * What is wrong with a rule document.
 *
 * @param path where, as a JSON pointer (RFC 6901); empty for the document as a whole
 * @param code what, for a machine
 * @param message what, for a person: names the value and what was expected
 */
public record Fault(String path, Code code, String message) {
    /** What is wrong, for a machine. The names are part of the HTTP API: never rename one. */
    public enum Code {
        /** The text is no JSON, names a property twice, or nests too deep. */
        NOT_JSON,
        /** Longer, or more, than a document may hold. */
        TOO_LARGE,
        /** A property that documents do not have. */
        UNKNOWN_PROPERTY,
        /** A property that must be there is not. */
        MISSING,
        /** A value of another JSON type. */
        WRONG_TYPE,
        /** A value of the right type that is not allowed. */
        INVALID,
        /** No event type of this name. */
        UNKNOWN_EVENT_TYPE,
        /** No field of this name for the event type. */
        UNKNOWN_FIELD,
        /** No operator of this name. */
        UNKNOWN_OPERATOR,
        /** The operator is not for fields of this type. */
        OPERATOR_DOES_NOT_FIT,
        /** The value cannot be compared with the field. */
        VALUE_DOES_NOT_FIT
    }
}
