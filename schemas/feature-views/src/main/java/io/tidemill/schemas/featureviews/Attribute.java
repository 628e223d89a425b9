package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something of an entity that changes now and then, and that events of a view are seen with as it was at their time: the
 * column of the newest event of a type at or before.
 *
 * @param name how features call it, as if it were a field of the view's events
 * @param eventType the type of the events that say what it is from their time on
 * @param column the field of these events
 * @param key the field of these events that is the key of the view's entity; null if their subject is
 */
public record Attribute(String name, String eventType, String column, @Nullable String key) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Attribute {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(column, "column");
    }
}
