package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.RequestField;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which features a model may be made of: numbers of its entity whose past the lake knows, and what is computed on demand from such
 * alone.
 *
 * @param definitions what serves
 * @param entity that the model is of, if that is known
 */
record ModelFeatures(FeatureDefinitions definitions, Optional<String> entity) {
    /** Why a feature cannot be one of the model's; empty if it can. */
    Optional<String> problem(FeatureReference reference) {
        Optional<List<FeatureReference>> stored = definitions.stored(reference);
        if (stored.isEmpty()) {
            return Optional.of(
                    "feature '" + reference + "' is not defined among those that serve; one that stands in the"
                            + " definitions folder alone has to be applied first (tidemill features apply)");
        }
        ValueType type = definitions.valueType(reference).orElseThrow();
        if (!type.isNumber() && type != ValueType.UNIX_TIMESTAMP) {
            return Optional.of("feature '" + reference + "' is " + type.text() + ", expected a number");
        }
        return given(reference).or(() -> stored.get().stream()
                .flatMap(operand -> operand(reference, operand).stream())
                .findFirst());
    }

    /** A training set is of every entity, and none of them asks for anything. */
    private Optional<String> given(FeatureReference reference) {
        String given = definitions.onDemandFeature(reference).map(OnDemandFeature::given).orElse(List.of()).stream()
                .map(RequestField::name)
                .collect(Collectors.joining(", "));
        return given.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "feature '" + reference + "' is computed from " + given + " of a request, expected one that is"
                                + " computed from stored features alone: the rows of a training set have no request");
    }

    private Optional<String> operand(FeatureReference reference, FeatureReference operand) {
        String named = operand.equals(reference)
                ? "feature '" + reference + "'"
                : "feature '" + reference + "' is computed from " + operand + ", which";
        Optional<StreamFeatureView> view = definitions.view(operand.view());
        if (view.isEmpty()) {
            return Optional.of(
                    named + " is written by others, expected one that is computed from events: the lake does not"
                            + " know its past");
        }
        return entity.filter(name -> !view.get().isAbout(name))
                .map(name ->
                        named + " is of entity " + view.get().entityNames() + ", expected one of " + name + " alone");
    }
}
