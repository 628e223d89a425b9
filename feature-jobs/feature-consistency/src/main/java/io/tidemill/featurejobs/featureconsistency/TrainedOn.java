package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.drift.Distribution;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a model that serves was trained on.
 *
 * @param model its name
 * @param version its number
 * @param features the distribution of each feature in its training set, by {@code view:feature}
 */
public record TrainedOn(String model, long version, Map<String, Distribution> features) {
    public TrainedOn {
        Objects.requireNonNull(model, "model");
        features = Map.copyOf(features);
    }

    /** Tells what the models that serve now were trained on. */
    @FunctionalInterface
    public interface Champions {
        /** @throws java.io.UncheckedIOException if it cannot be read */
        List<TrainedOn> now();
    }
}
