package io.tidemill.schemas.featureviews;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One aggregated feature of a view.
 *
 * @param name unique within the view
 * @param function what is computed
 * @param column the field of the event it reads; present exactly if the function reads one
 * @param window how far back it looks; empty for all time
 * @param valueType the type of its value, which follows from function and column
 * @param description for people
 */
public record Feature(
        String name,
        AggregationFunction function,
        Optional<String> column,
        Optional<Duration> window,
        ValueType valueType,
        String description) {
    public Feature {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(valueType, "valueType");
        Objects.requireNonNull(description, "description");
        if (column.isPresent() != function.readsColumn()) {
            throw new IllegalArgumentException("feature " + name + ": function " + function.text() + " reads "
                    + (function.readsColumn() ? "a column" : "no column"));
        }
    }
}
