package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.FeatureView;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.ValueType;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.catalog.Catalog;

/**
 * Makes training sets out of the lake, with the values that streaming would have served at each instant. No row depends on
 * an event after its instant, but for its label. Reads in this process; not bound to a thread.
 */
public final class TrainingSets {
    private final Catalog catalog;
    private final FeatureDefinitions definitions;

    /**
     * Training sets of a project's features.
     *
     * @param catalog of the lake
     */
    public TrainingSets(Catalog catalog, FeatureDefinitions definitions) {
        this.catalog = Objects.requireNonNull(catalog, "catalog");
        this.definitions = Objects.requireNonNull(definitions, "definitions");
    }

    /**
     * Makes a training set.
     *
     * @throws InvalidTrainingSetException if a feature is not defined or is text, a table is missing or a snapshot expired
     */
    public TrainingSet make(TrainingSetRequest request) {
        return plan(request).make();
    }

    /**
     * Works out what is read for a training set, and from which snapshots, and reads nothing of it yet.
     *
     * @throws InvalidTrainingSetException as {@link #make} does
     */
    public TrainingSetPlan plan(TrainingSetRequest request) {
        requireNumbers(request.features());
        List<FeatureReference> stored = stored(request.features());
        List<StoredView> views = views(stored);
        JoinKeys keys = JoinKeys.of(request.rows(), views, definitions);
        return TrainingSetPlan.of(catalog, definitions, request, stored, views, keys);
    }

    private void requireNumbers(List<FeatureReference> references) {
        for (FeatureReference reference : references) {
            ValueType type = definitions
                    .valueType(reference)
                    .orElseThrow(() -> new InvalidTrainingSetException(
                            "feature " + reference + " is not defined in project " + definitions.project()));
            if (!type.isNumber() && type != ValueType.UNIX_TIMESTAMP) {
                throw new InvalidTrainingSetException(
                        "feature " + reference + " is " + type.text() + ", a training set expects numbers");
            }
        }
    }

    /** What has to be known for features: themselves, or what they are computed from. */
    private List<FeatureReference> stored(List<FeatureReference> references) {
        return references.stream()
                .flatMap(reference -> definitions.stored(reference).orElseThrow().stream())
                .distinct()
                .toList();
    }

    private List<StoredView> views(List<FeatureReference> stored) {
        return stored.stream()
                .map(FeatureReference::view)
                .distinct()
                .map(view -> definitions
                        .storedView(view)
                        .filter(found -> !(found instanceof FeatureView))
                        .orElseThrow(() -> new InvalidTrainingSetException("view " + view
                                + " is computed neither from events nor from a table, so the lake does not know its"
                                + " past")))
                .toList();
    }
}
