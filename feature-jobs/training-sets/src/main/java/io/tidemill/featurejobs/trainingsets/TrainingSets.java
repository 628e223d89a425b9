package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
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
        List<KeyedView> views = KeyedView.of(views(request.features()), request.rows(), definitions);
        Optional<RowKey> labelKey = request.label().map(label -> LabelKey.of(label, views));
        Histories histories = new Histories();
        LakeReader reader = new LakeReader(catalog, request.snapshotIds(), request.known());
        Needs.of(request, views, labelKey).forEach((type, need) -> reader.read(
                        type, need.columns(), need.labelColumn(), need.until(), need.wanted())
                .forEach((key, history) -> histories.put(type, key, history)));
        List<EntityRow> rows = rows(request.rows(), histories);
        Optional<double[]> labels = request.label()
                .flatMap(label ->
                        labelKey.map(key -> Labels.of(label, rows, key, histories.of(label.eventType(), key.key()))));
        double[][] values = PointInTimeJoin.of(request.features(), views).values(rows, histories);
        return new TrainingSet(request.features(), rows, values, labels, reader.used());
    }

    private List<StreamFeatureView> views(List<FeatureReference> references) {
        for (FeatureReference reference : references) {
            Feature feature = definitions
                    .feature(reference)
                    .orElseThrow(() -> new InvalidTrainingSetException(
                            "feature " + reference + " is not defined in project " + definitions.project()));
            if (!feature.valueType().isNumber() && !feature.isElapsedTime()) {
                throw new InvalidTrainingSetException("feature " + reference + " is "
                        + feature.valueType().text() + ", a training set expects numbers");
            }
        }
        return references.stream()
                .map(FeatureReference::view)
                .distinct()
                .map(view -> definitions.view(view).orElseThrow())
                .toList();
    }

    private static List<EntityRow> rows(EntityRows rows, Histories histories) {
        if (rows instanceof EntityRows.Listed listed) {
            return listed.rows();
        }
        EntityRows.EverSeen seen = (EntityRows.EverSeen) rows;
        EventHistory history = histories.of(seen.eventType(), ViewKey.SUBJECT);
        long asOf = seen.asOf().toEpochMilli();
        return new TreeSet<>(history.entities())
                .stream()
                        .filter(entity -> history.of(entity).stream().anyMatch(event -> event.known() <= asOf))
                        .map(entity -> new EntityRow(entity, seen.asOf()))
                        .toList();
    }
}
