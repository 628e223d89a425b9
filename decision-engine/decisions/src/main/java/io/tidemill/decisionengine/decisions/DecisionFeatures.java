package io.tidemill.decisionengine.decisions;

import java.util.Map;
import java.util.Objects;

/**
 * Feature values as one decision uses them.
 *
 * @param serving what was asked for by name, as it serves
 * @param models by model its own features; a model is absent if what it was trained on is not computed any more
 * @param receipt all of them under names that tell them apart: one that a model knows otherwise than it serves stands under
 *     {@code view@vN:feature}, or {@code model.NAME.view:feature} if it is computed on demand
 */
public record DecisionFeatures(FeatureSnapshot serving, Map<String, FeatureSnapshot> models, FeatureSnapshot receipt) {
    /** No features at all. */
    public static final DecisionFeatures NONE =
            new DecisionFeatures(FeatureSnapshot.NONE, Map.of(), FeatureSnapshot.NONE);

    public DecisionFeatures {
        Objects.requireNonNull(serving, "serving");
        models = Map.copyOf(models);
        Objects.requireNonNull(receipt, "receipt");
    }
}
