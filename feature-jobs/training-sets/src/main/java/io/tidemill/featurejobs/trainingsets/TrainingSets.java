package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
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
        requireNumbers(request.features());
        List<FeatureReference> stored = stored(request.features());
        List<KeyedView> views = KeyedView.of(views(stored), request.rows(), definitions);
        Optional<RowKey> labelKey = request.label().map(label -> LabelKey.of(label, views));
        Histories histories = new Histories();
        LakeReader reader = new LakeReader(catalog, request.snapshotIds(), request.known());
        Needs.of(request, stored, views, labelKey).forEach((type, need) -> reader.read(
                        type, need.columns(), need.labelColumn(), need.until(), need.wanted())
                .forEach((key, history) -> histories.put(type, key, history)));
        List<EntityRow> rows = rows(request.rows(), histories);
        Optional<double[]> labels = request.label()
                .flatMap(label ->
                        labelKey.map(key -> Labels.of(label, rows, key, histories.of(label.eventType(), key.key()))));
        PointInTimeJoin join = PointInTimeJoin.of(stored, views);
        double[][] values = stored.equals(request.features())
                ? join.values(rows, histories)
                : OnDemandColumns.of(request.features(), definitions, stored, request.given(), rows.size())
                        .values(join.objects(rows, histories));
        return new TrainingSet(request.features(), rows, values, labels, reader.used());
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

    private List<StreamFeatureView> views(List<FeatureReference> stored) {
        return stored.stream()
                .map(FeatureReference::view)
                .distinct()
                .map(view -> definitions
                        .view(view)
                        .orElseThrow(() -> new InvalidTrainingSetException(
                                "view " + view + " is not computed from events, so the lake does not know its past")))
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
