package io.tidemill.infra.servers;

import io.tidemill.decisionengine.decisions.DecisionFeatures;
import io.tidemill.decisionengine.decisions.FeatureQuestion;
import io.tidemill.decisionengine.decisions.FeatureSnapshot;
import io.tidemill.decisionengine.decisions.FeaturesAwayException;
import io.tidemill.decisionengine.decisions.OnlineFeatures;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.trainingtriggers.modelserver.FeatureSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model's features for predictions, read as decisions read them. */
final class ModelFeatures implements FeatureSource {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final OnlineFeatures online;

    ModelFeatures(OnlineFeatures online) {
        this.online = online;
    }

    @Override
    public Map<String, Double> read(ServingModel model, String entityId, Instant at) {
        DecisionFeatures read;
        try {
            read = online.read(new FeatureQuestion(entityId, at, Map.of(), Set.of(), List.of(model)));
        } catch (FeaturesAwayException e) {
            throw ProblemException.unavailable("features cannot be read now", RETRY_AFTER)
                    .withCause(e);
        }
        FeatureSnapshot own = read.models().get(model.name());
        if (own == null) {
            throw ProblemException.conflict(
                    null,
                    "model " + model.name() + " version " + model.version() + " was trained on "
                            + String.join(", ", model.definitions().versions())
                            + ", not all of which is computed any more: train it anew, or give all of its features");
        }
        Map<String, Double> numbers = new HashMap<>();
        for (String feature : model.features()) {
            double number = own.number(feature);
            if (!Double.isNaN(number)) {
                numbers.put(feature, number);
            }
        }
        return numbers;
    }
}
