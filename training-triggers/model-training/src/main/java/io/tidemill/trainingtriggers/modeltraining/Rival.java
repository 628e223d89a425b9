package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model that serves, with what the names of its features stand for where it serves: the versions that it was trained on.
 *
 * @param model that serves
 * @param definitions of its features
 */
record Rival(ServingModel model, FeatureDefinitions definitions) {
    /** Nothing if versions that it was trained on are gone: it gives no score where it serves either. */
    static Optional<Rival> of(ServingModel model, FeatureDefinitions serving, Progress progress) {
        try {
            return Optional.of(new Rival(
                    model,
                    model.definitions().equals(UsedDefinitions.UNKNOWN) ? serving : serving.as(model.definitions())));
        } catch (IllegalArgumentException e) {
            progress.report(
                    "champion-left-out", Map.of("version", model.version(), "detail", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /**
     * The rows of a test with its own values. A feature that is not defined any more is missing, as it is where the model
     * serves.
     *
     * @param used what the names stand for in the test
     */
    Examples test(LakeExamples lake, Instant asOf, Examples test, UsedDefinitions used) {
        List<FeatureReference> columns = model.features().stream()
                .map(FeatureReference::parse)
                .filter(reference -> definitions.valueType(reference).isPresent())
                .toList();
        boolean same = test.columns().containsAll(model.features())
                && (model.definitions().equals(UsedDefinitions.UNKNOWN)
                        || (used.versions().containsAll(model.definitions().versions())
                                && used.onDemandViews()
                                        .containsAll(model.definitions().onDemandViews())));
        return same || columns.isEmpty() ? test : lake.asOf(asOf, definitions, columns);
    }
}
