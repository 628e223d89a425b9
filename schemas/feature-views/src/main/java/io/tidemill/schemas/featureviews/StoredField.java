package io.tidemill.schemas.featureviews;

import java.util.Objects;
import java.util.Optional;

/**
 * A feature of a view that others write.
 *
 * @param name unique within the view
 * @param valueType {@code int64}, {@code double} or {@code string}
 * @param description for people
 * @param sensitivity with how much care its values are to be handled
 * @param fallback what is answered where nothing, or a null, is stored; of the type
 */
public record StoredField(
        String name, ValueType valueType, String description, Sensitivity sensitivity, Optional<Object> fallback)
        implements StoredFeature {
    public StoredField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(valueType, "valueType");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(sensitivity, "sensitivity");
        Objects.requireNonNull(fallback, "fallback");
    }

    /** An internal feature. */
    public StoredField(String name, ValueType valueType, String description, Optional<Object> fallback) {
        this(name, valueType, description, Sensitivity.INTERNAL, fallback);
    }

    @Override
    public boolean isElapsedTime() {
        return false;
    }
}
