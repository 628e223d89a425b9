package io.tidemill.decisionengine.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known when rules are asked: an event with its features and scores. */
public interface Facts {
    /** The type of the event. */
    String eventType();

    /** The tenant of the event. */
    String tenantId();

    /** The instant that is decided about, in event time. */
    Instant time();

    /**
     * The value of a field, such as {@code event.amount}.
     *
     * @return a {@link Number}, {@link String}, {@link Boolean} or {@link Instant}; {@code null} when there is none.
     *     Anything else, and a number that is NaN, counts as missing.
     */
    @Nullable
    Object value(String field);
}
