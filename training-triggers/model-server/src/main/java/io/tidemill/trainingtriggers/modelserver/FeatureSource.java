package io.tidemill.trainingtriggers.modelserver;

import io.tidemill.decisionengine.scoring.ServingModel;
import java.time.Instant;
import java.util.Map;

/** Where features that a request leaves out are looked up, such as the online store. It may wait. */
@FunctionalInterface
public interface FeatureSource {
    /**
     * A model's features of one entity, as the model knows them: by the definitions that it was trained on.
     *
     * @param entityId the entity's key
     * @param at the instant that ages are counted to
     * @return the values that are known, by reference; what is not known is missing
     * @throws io.tidemill.infra.httpserver.problems.ProblemException if they cannot be had now, or what the model was trained on
     *     is not computed any more
     */
    Map<String, Double> read(ServingModel model, String entityId, Instant at);
}
