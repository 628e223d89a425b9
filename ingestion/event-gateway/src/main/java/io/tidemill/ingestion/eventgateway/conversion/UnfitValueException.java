package io.tidemill.ingestion.eventgateway.conversion;

import com.fasterxml.jackson.databind.JsonNode;

/** A JSON value that does not fit its schema. */
public final class UnfitValueException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_VALUE = 60;

    private final String field;
    private final String problem;

    private UnfitValueException(String field, String problem) {
        super(field + ": " + problem, null, false, false);
        this.field = field;
        this.problem = problem;
    }

    static UnfitValueException of(JsonNode value, String expected) {
        String text = value.toString();
        String shown = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
        return new UnfitValueException("", shown + ": expected " + expected);
    }

    static UnfitValueException missing(String expected) {
        return new UnfitValueException("", "missing: expected " + expected);
    }

    static UnfitValueException unknown(String known) {
        return new UnfitValueException("", "no such field: expected one of " + known);
    }

    /** The same problem, seen from the record or list around it. */
    UnfitValueException within(String step) {
        String inner = field.isEmpty() || field.startsWith("[") ? field : "." + field;
        return new UnfitValueException(step + inner, problem);
    }

    /** The path of the value, such as {@code amount} or {@code items[3].price}; empty for the whole. */
    public String field() {
        return field;
    }

    /** What is wrong: the value, and what was expected. */
    public String problem() {
        return problem;
    }
}
