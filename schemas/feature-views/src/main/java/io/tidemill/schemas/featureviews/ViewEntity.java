package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the entities that the features of a view are about, and where an event has its key.
 *
 * @param name of the {@link Entity}
 * @param column the field of the event's data that is the key; null if the event's subject is
 */
public record ViewEntity(String name, @Nullable String column) implements Serializable {
    private static final long serialVersionUID = 1L;

    public ViewEntity {
        Objects.requireNonNull(name, "name");
    }

    /** An entity whose key is the event's subject. */
    public static ViewEntity ofSubject(String name) {
        return new ViewEntity(name, null);
    }

    /** Whether the event's subject is the key. */
    public boolean isSubject() {
        return column == null;
    }
}
