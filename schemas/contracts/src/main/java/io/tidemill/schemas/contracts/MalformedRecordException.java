package io.tidemill.schemas.contracts;

import java.util.Objects;

/** A record on a topic that is no event; it belongs among the dead letters. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for a machine. The names are stored: never rename one. */
    public enum Reason {
        /** A required CloudEvents attribute is missing or empty. */
        MISSING_ATTRIBUTE,
        /** A CloudEvents attribute cannot be read, such as a time that is not RFC 3339. */
        INVALID_ATTRIBUTE,
        /** There is no value, or it does not begin with Confluent's magic byte and a schema id. */
        NOT_WIRE_FORMAT,
        /** The schema id is not known. */
        UNKNOWN_SCHEMA,
        /** The schema belongs to another event type than the record's or the topic's. */
        WRONG_TYPE,
        /** The bytes are not a record of their schema. */
        UNREADABLE_DATA,
        /** The event's time is more than five minutes ahead of the clock. */
        TIME_AHEAD,
        /** The source and id are those of another event, taken before, whose content is not the same. */
        CONFLICTING_EVENT,
        /** A line, row or document of another format is no event by the mapping of its feed. */
        INVALID_ROW
    }

    private final Reason reason;

    public MalformedRecordException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
