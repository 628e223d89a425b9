package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.scoring.ServingModel;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What has to be known to decide.
 *
 * @param entityId whose features
 * @param at the instant that is decided about: ages are counted up to it
 * @param given what features may be computed from beside stored ones, by name: the fields of the event
 * @param references {@code view:feature} each, as they serve; an unknown one has no value
 * @param models whose features are asked for too, each as the model knows them
 */
public record FeatureQuestion(
        String entityId, Instant at, Map<String, Object> given, Set<String> references, List<ServingModel> models) {
    public FeatureQuestion {
        Objects.requireNonNull(entityId, "entityId");
        Objects.requireNonNull(at, "at");
        given = Map.copyOf(given);
        references = Set.copyOf(references);
        models = List.copyOf(models);
    }

    static FeatureQuestion of(Subject subject, Set<String> references, Collection<ServingModel> models) {
        return new FeatureQuestion(
                subject.entityId(), subject.time(), subject.values(), references, List.copyOf(models));
    }

    boolean asksForNothing() {
        return references.isEmpty() && models.isEmpty();
    }
}
