package io.tidemill.schemas.featureviews;

import java.util.Objects;

/**
 * A feature of a view that others write.
 *
 * @param name unique within the view
 * @param valueType {@code int64}, {@code double} or {@code string}
 * @param description for people
 */
public record StoredField(String name, ValueType valueType, String description) implements StoredFeature {
    public StoredField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(valueType, "valueType");
        Objects.requireNonNull(description, "description");
    }

    @Override
    public boolean isElapsedTime() {
        return false;
    }
}
