package io.tidemill.schemas.featureviews;

import java.util.Objects;
import java.util.Optional;

/**
 * A feature that is a column of a table.
 *
 * @param name unique within the view
 * @param valueType {@code int64}, {@code double} or {@code string}
 * @param column of the table
 * @param description for people
 * @param sensitivity with how much care its values are to be handled
 * @param fallback what is answered where there is no row, or a null in it; of the type
 */
public record BatchField(
        String name,
        ValueType valueType,
        String column,
        String description,
        Sensitivity sensitivity,
        Optional<Object> fallback)
        implements StoredFeature {
    public BatchField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(valueType, "valueType");
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(sensitivity, "sensitivity");
        Objects.requireNonNull(fallback, "fallback");
    }

    /** An internal feature. */
    public BatchField(String name, ValueType valueType, String column, String description, Optional<Object> fallback) {
        this(name, valueType, column, description, Sensitivity.INTERNAL, fallback);
    }

    @Override
    public boolean isElapsedTime() {
        return false;
    }
}
