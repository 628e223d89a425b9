package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;

/**
 * Events that take back what a view's events said: they count with the opposite sign, at their own time.
 *
 * @param eventType such as {@code order.refunded}
 * @param fields by a field of the view's source the field that stands for it here, where that has another name
 */
public record TakingBack(String eventType, Map<String, String> fields) implements Serializable {
    private static final long serialVersionUID = 1L;

    public TakingBack {
        Objects.requireNonNull(eventType, "eventType");
        fields = Map.copyOf(fields);
    }
}
