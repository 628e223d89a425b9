package io.tidemill.decisionengine.decisions;

import java.time.Instant;
import java.util.Set;

/** Where feature values come from. Safe to share between threads; calls wait for the answer. */
public interface FeatureSource {
    /**
     * The values of some features of an entity.
     *
     * @param references {@code view:feature} each; an unknown one has no value
     * @param at the instant that is decided about: ages are counted up to it
     * @throws FeaturesAwayException if the values cannot be had now
     */
    FeatureSnapshot read(String entityId, Set<String> references, Instant at);
}
