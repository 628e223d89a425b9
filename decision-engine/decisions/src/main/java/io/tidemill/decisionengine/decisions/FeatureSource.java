package io.tidemill.decisionengine.decisions;

/** Where feature values come from. Safe to share between threads; calls wait for the answer. */
@FunctionalInterface
public interface FeatureSource {
    /**
     * The values of some features of an entity, read together.
     *
     * @throws FeaturesAwayException if the values cannot be had now
     */
    DecisionFeatures read(FeatureQuestion question);
}
