package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
        List<StreamFeatureView> views = views(request.features());
        Map<String, Need> needs = needs(request, views);
        LakeReader reader = new LakeReader(catalog, request.snapshotIds(), request.known());
        Predicate<String> wanted = wanted(request.rows());
        Map<String, EventHistory> histories = new HashMap<>();
        needs.forEach((type, need) -> histories.put(
                type, reader.read(type, List.copyOf(need.columns), need.labelColumn, need.until, wanted)));
        List<EntityRow> rows = rows(request.rows(), histories);
        Optional<double[]> labels = request.label()
                .map(label -> Labels.of(label, rows, Objects.requireNonNull(histories.get(label.eventType()))));
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

    private static Map<String, Need> needs(TrainingSetRequest request, List<StreamFeatureView> views) {
        Map<String, Need> needs = new TreeMap<>();
        long last = lastInstant(request.rows());
        for (StreamFeatureView view : views) {
            Need need = needs.computeIfAbsent(view.source(), type -> new Need());
            need.extend(last);
            for (FeatureReference reference : request.features()) {
                if (reference.view().equals(view.name())) {
                    view.feature(reference.feature()).map(view::fields).ifPresent(need.columns::addAll);
                }
            }
        }
        if (request.rows() instanceof EntityRows.EverSeen seen) {
            needs.computeIfAbsent(seen.eventType(), type -> new Need()).extend(last);
        }
        request.label().ifPresent(label -> {
            Need need = needs.computeIfAbsent(label.eventType(), type -> new Need());
            need.extend(last + label.horizon().toMillis());
            label.field().ifPresent(need.columns::add);
            need.labelColumn = label.field();
        });
        return needs;
    }

    /** Of listed rows nobody else's events are kept in memory. */
    private static Predicate<String> wanted(EntityRows rows) {
        if (rows instanceof EntityRows.Listed listed) {
            return listed.rows().stream().map(EntityRow::entity).collect(Collectors.toSet())::contains;
        }
        return entity -> true;
    }

    private static long lastInstant(EntityRows rows) {
        if (rows instanceof EntityRows.EverSeen seen) {
            return seen.asOf().toEpochMilli();
        }
        return ((EntityRows.Listed) rows)
                .rows().stream()
                        .mapToLong(row -> row.asOf().toEpochMilli())
                        .max()
                        .orElse(0);
    }

    private static List<EntityRow> rows(EntityRows rows, Map<String, EventHistory> histories) {
        if (rows instanceof EntityRows.Listed listed) {
            return listed.rows();
        }
        EntityRows.EverSeen seen = (EntityRows.EverSeen) rows;
        EventHistory history = Objects.requireNonNull(histories.get(seen.eventType()));
        long asOf = seen.asOf().toEpochMilli();
        return new TreeSet<>(history.entities())
                .stream()
                        .filter(entity -> history.of(entity).stream().anyMatch(event -> event.known() <= asOf))
                        .map(entity -> new EntityRow(entity, seen.asOf()))
                        .toList();
    }

    /** What is read of one event type. */
    private static final class Need {
        private final TreeSet<String> columns = new TreeSet<>();
        private Optional<String> labelColumn = Optional.empty();
        private long until = Long.MIN_VALUE;

        void extend(long instant) {
            until = Math.max(until, instant);
        }
    }
}
