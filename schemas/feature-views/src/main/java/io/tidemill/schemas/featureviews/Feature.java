package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.featureviews.Computation.Aggregate;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One feature of a view.
 *
 * @param name unique within the view
 * @param computation how its value comes about
 * @param valueType the type of its value, which follows from the computation and the column it reads
 * @param description for people
 * @param sensitivity at least that of what it is computed from
 */
public record Feature(
        String name, Computation computation, ValueType valueType, String description, Sensitivity sensitivity)
        implements StoredFeature, Serializable {
    private static final long serialVersionUID = 1L;

    public Feature {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(computation, "computation");
        Objects.requireNonNull(valueType, "valueType");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(sensitivity, "sensitivity");
    }

    /** An internal feature. */
    public Feature(String name, Computation computation, ValueType valueType, String description) {
        this(name, computation, valueType, description, Sensitivity.INTERNAL);
    }

    /** The same, if it asks for as much care already, or one that does. */
    Feature atLeast(Sensitivity least) {
        return new Feature(name, computation, valueType, description, sensitivity.atLeast(least));
    }

    /** A feature from all events of a window, of a function that takes no parameter. */
    public static Feature of(
            String name, AggregationFunction function, @Nullable String column, Window window, ValueType valueType) {
        return new Feature(name, new Aggregate(function, column, window, List.of(), 0), valueType, "");
    }

    /** How it is computed from events; empty if it is computed from other features. */
    public Optional<Aggregate> aggregate() {
        return computation instanceof Aggregate aggregate ? Optional.of(aggregate) : Optional.empty();
    }

    /** Whether it is one number computed from events, so that another feature can be computed from it. */
    boolean isNumberOfEvents() {
        return computation instanceof Aggregate && valueType.isNumber();
    }

    /** Whether it sums up a sliding window, so that it can be compared with the stretch before. */
    boolean isSlidingSummary() {
        return computation instanceof Aggregate aggregate
                && aggregate.function().isSummary()
                && aggregate.window() instanceof Window.Sliding;
    }

    /** None: what is computed of no event says the function. */
    @Override
    public Optional<Object> fallback() {
        return Optional.empty();
    }

    @Override
    public boolean isElapsedTime() {
        return valueType == ValueType.UNIX_TIMESTAMP;
    }
}
