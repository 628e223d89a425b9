package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.util.Objects;

/**
 * What features are about, such as a member.
 *
 * @param name how views refer to it
 * @param joinKey the name of its key in requests and in the online store
 * @param valueType the type of the key; what an event has for it is read as this type
 * @param description for people
 */
public record Entity(String name, String joinKey, ValueType valueType, String description) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Entity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(joinKey, "joinKey");
        Objects.requireNonNull(valueType, "valueType");
        Objects.requireNonNull(description, "description");
    }
}
