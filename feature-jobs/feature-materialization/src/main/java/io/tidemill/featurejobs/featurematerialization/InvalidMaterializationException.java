package io.tidemill.featurejobs.featurematerialization;

import java.util.Objects;

/** What was asked for cannot be materialized; the message names what is wrong and what was expected. */
public final class InvalidMaterializationException extends RuntimeException {
    /** The field of views. */
    static final String VIEWS = "feature_views";

    /** The field of the earliest time. */
    static final String START = "start_ts";

    /** The field of the latest time. */
    static final String END = "end_ts";

    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidMaterializationException(String field, String message) {
        super(message);
        this.field = Objects.requireNonNull(field, "field");
    }

    /** The field of a request that is wrong, as Feast calls it. */
    public String field() {
        return field;
    }
}
