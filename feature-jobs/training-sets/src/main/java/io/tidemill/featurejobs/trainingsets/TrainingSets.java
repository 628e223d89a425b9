package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.FeatureView;
import io.tidemill.schemas.featureviews.StoredView;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

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
        List<StoredView> all = views(stored);
        JoinKeys keys = JoinKeys.of(request.rows(), all, definitions);
        List<KeyedView> views = KeyedView.of(of(StreamFeatureView.class, all), keys);
        List<BatchFeatureView> tables = of(BatchFeatureView.class, all);
        Optional<RowKey> labelKey = request.label()
                .map(label -> LabelKey.of(
                        label, views, tables.stream().map(keys::places).toList()));
        Histories histories = new Histories();
        LakeReader reader = new LakeReader(catalog, request.snapshotIds(), request.known());
        Needs.of(request, stored, views, labelKey).forEach((type, need) -> reader.read(
                        type, need.columns(), need.labelColumn(), need.until(), need.wanted())
                .forEach((key, history) -> histories.put(type, key, history)));
        List<EntityRow> rows = rows(request.rows(), histories);
        Optional<double[]> labels = request.label()
                .flatMap(label ->
                        labelKey.map(key -> Labels.of(label, rows, key, histories.of(label.eventType(), key.key()))));
        Map<String, Long> used = new HashMap<>(reader.used());
        PointInTimeJoin join = PointInTimeJoin.of(stored, views);
        TableJoin tableJoin =
                new TableJoin(catalog, definitions, request.known(), request.snapshotIds(), reader.used());
        double[][] values = values(request, stored, rows, cells -> {
            join.fill(rows, histories, cells);
            tables.forEach(view -> tableJoin.fill(view, keys.places(view), stored, rows, used, cells));
        });
        return new TrainingSet(request.features(), rows, values, labels, used);
    }

    /** The values of what is asked for, from those of what is stored. */
    private double[][] values(
            TrainingSetRequest request, List<FeatureReference> stored, List<EntityRow> rows, Consumer<Cells> fill) {
        if (stored.equals(request.features())) {
            double[][] values = new double[rows.size()][stored.size()];
            fill.accept(Cells.of(values));
            return values;
        }
        @Nullable Object[][] values = new Object[rows.size()][stored.size()];
        fill.accept(Cells.of(values));
        return OnDemandColumns.of(request.features(), definitions, stored, request.given(), rows.size())
                .values(values);
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

    private static <V extends StoredView> List<V> of(Class<V> kind, List<StoredView> views) {
        return views.stream().filter(kind::isInstance).map(kind::cast).toList();
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
