package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.schemas.featureviews.FeatureReference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A model as its owner declares it.
 *
 * @param name its name in the registry
 * @param definitionVersion names this text of the definition; another text makes other runs
 * @param entity the entity it scores
 * @param population the event type that makes an entity part of the population, at any time before
 * @param label what is learnt
 * @param features in the order of the model's columns
 * @param policy when it is trained
 * @param trainer how it is trained
 */
public record ModelDefinition(
        String name,
        String definitionVersion,
        String entity,
        String population,
        Label label,
        List<FeatureReference> features,
        RetrainingPolicy policy,
        TrainerSettings trainer) {
    public ModelDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(definitionVersion, "definitionVersion");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(population, "population");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(trainer, "trainer");
        features = List.copyOf(features);
    }

    /**
     * That no event of a type comes within a horizon after the instant the features are of.
     *
     * @param event the event type
     * @param horizon how far it looks ahead; the end counts
     */
    public record Label(String event, Duration horizon) {
        public Label {
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(horizon, "horizon");
        }

        /** In words, for people. */
        public String text() {
            return "no " + event + " within " + horizon.toDays() + " days";
        }
    }
}
