package io.tidemill.trainingtriggers.modelserver;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where features that a request leaves out are looked up, such as the online store. It may wait. */
@FunctionalInterface
public interface FeatureSource {
    /**
     * Values of one entity.
     *
     * @param entityId the entity's key
     * @param features references {@code view:feature}
     * @param at the instant that ages are counted to
     * @return the values that are known, by reference; what is not known is missing
     */
    Map<String, Double> read(String entityId, List<String> features, Instant at);
}
