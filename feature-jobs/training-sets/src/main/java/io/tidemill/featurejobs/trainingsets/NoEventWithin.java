package io.tidemill.featurejobs.trainingsets;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A label: 1 if the entity has no event of the type after the row's instant and up to the horizon after it, the end
 * included; 0 if it has one.
 */
public record NoEventWithin(String eventType, Duration horizon) implements Label {
    private static final long serialVersionUID = 1L;

    public NoEventWithin {
        Objects.requireNonNull(eventType, "eventType");
        if (horizon.isNegative() || horizon.isZero()) {
            throw new IllegalArgumentException("horizon " + horizon + ": expected more than zero");
        }
    }

    @Override
    public Optional<String> field() {
        return Optional.empty();
    }
}
