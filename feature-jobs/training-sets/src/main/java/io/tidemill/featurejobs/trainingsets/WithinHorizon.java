package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.AggregationFunction;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A label: a feature of the future, computed from the entity's events of a type after the row's instant and up to the
 * horizon after it, the end included. It means what the function means over a window.
 *
 * @param function one that needs no parameter and gives one number
 * @param column the field of the events it reads; present exactly if the function reads one
 */
public record WithinHorizon(AggregationFunction function, @Nullable String column, String eventType, Duration horizon)
        implements Label {
    private static final long serialVersionUID = 1L;

    public WithinHorizon {
        Objects.requireNonNull(eventType, "eventType");
        if (!function.isSummary() || function.parameter() != AggregationFunction.Parameter.NONE) {
            throw new IllegalArgumentException("function " + function.text()
                    + ": expected one that gives one number and takes no parameter, such as count or sum");
        }
        if ((column != null) != function.readsColumn()) {
            throw new IllegalArgumentException(
                    "function " + function.text() + " reads " + (function.readsColumn() ? "a column" : "no column"));
        }
        if (horizon.isNegative() || horizon.isZero()) {
            throw new IllegalArgumentException("horizon " + horizon + ": expected more than zero");
        }
    }

    @Override
    public Optional<String> field() {
        return Optional.ofNullable(column);
    }
}
