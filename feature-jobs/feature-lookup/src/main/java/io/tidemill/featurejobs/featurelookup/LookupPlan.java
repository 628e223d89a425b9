package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.featurejobs.featurereading.PlannedColumn;
import io.tidemill.featurejobs.featurereading.PlannedComputation;
import io.tidemill.featurejobs.featurereading.PlannedFeature;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A request of Feast's shape that can be answered. What is wrong with it is a problem that names the field as the request
 * writes it, in JSON or protobuf.
 *
 * @param features that are read
 * @param columns the features of the answer, in order
 * @param names of the features in the answer, in order
 * @param ids by join key, in the order of the answer, all of one length
 * @param given what the request gives along
 */
record LookupPlan(
        List<PlannedFeature> features,
        List<PlannedColumn> columns,
        List<String> names,
        Map<String, List<EntityKey.Part>> ids,
        RequestValues given) {
    static LookupPlan of(WantedFeatures wanted, Catalogue catalogue) {
        List<PlannedColumn> columns = columns(wanted, catalogue);
        List<PlannedFeature> features = stored(columns);
        RequestValues given = RequestValues.of(wanted, columns);
        LookupPlan plan = new LookupPlan(
                features, columns, names(columns, wanted.fullNames()), ids(wanted.ids(), features), given);
        if (given.rows() >= 0) {
            requireOneLength(wanted.givenIn(), given.rows(), plan.ids);
        }
        return plan;
    }

    /** What the store holds of it, and what is computed from that. */
    FeatureVectors read(OnlineFeatures online, Instant asked) {
        List<List<FoundFeature>> read = online.read(features, keys(), asked);
        if (!computes(columns)) {
            return FeatureVectors.of(keyColumns(), names, read);
        }
        Map<String, List<FoundFeature>> byReference = new HashMap<>();
        for (int feature = 0; feature < features.size(); feature++) {
            byReference.put(features.get(feature).reference(), read.get(feature));
        }
        return FeatureVectors.of(
                keyColumns(),
                names,
                columns.stream().map(column -> column(column, byReference)).toList());
    }

    private Map<String, List<FeatureValue>> keyColumns() {
        Map<String, List<FeatureValue>> columns = new LinkedHashMap<>();
        ids.forEach((joinKey, column) ->
                columns.put(joinKey, column.stream().map(EntityKey.Part::value).toList()));
        return columns;
    }

    /** Row i of the ids is one combination: a feature of several entities is looked up by all of theirs in it. */
    private Map<List<Entity>, List<EntityKey>> keys() {
        Map<List<Entity>, List<EntityKey>> keys = new LinkedHashMap<>();
        for (PlannedFeature feature : features) {
            keys.computeIfAbsent(feature.entities(), entities -> {
                List<List<EntityKey.Part>> parts = entities.stream()
                        .map(entity -> Objects.requireNonNull(ids.get(entity.joinKey())))
                        .toList();
                return IntStream.range(0, parts.get(0).size())
                        .mapToObj(row -> new EntityKey(
                                parts.stream().map(column -> column.get(row)).toList()))
                        .toList();
            });
        }
        return keys;
    }

    private List<FoundFeature> column(PlannedColumn column, Map<String, List<FoundFeature>> read) {
        List<List<FoundFeature>> operands = new ArrayList<>();
        for (PlannedFeature feature : column.stored()) {
            operands.add(Objects.requireNonNull(read.get(feature.reference())));
        }
        return column instanceof PlannedComputation computation
                ? computation.column(operands, given, rows())
                : operands.get(0);
    }

    private int rows() {
        return given.rows() >= 0
                ? given.rows()
                : ids.values().stream().findFirst().map(List::size).orElse(0);
    }

    private static boolean computes(List<PlannedColumn> columns) {
        for (PlannedColumn column : columns) {
            if (column instanceof PlannedComputation) {
                return true;
            }
        }
        return false;
    }

    /** What has to be read, each feature once. */
    private static List<PlannedFeature> stored(List<PlannedColumn> columns) {
        if (!computes(columns)) {
            return columns.stream().map(PlannedFeature.class::cast).toList();
        }
        Map<String, PlannedFeature> stored = new LinkedHashMap<>();
        for (PlannedColumn column : columns) {
            column.stored().forEach(feature -> stored.putIfAbsent(feature.reference(), feature));
        }
        return List.copyOf(stored.values());
    }

    private static List<PlannedColumn> columns(WantedFeatures wanted, Catalogue catalogue) {
        if (wanted.service().isPresent() != wanted.references().isEmpty()) {
            throw ProblemException.invalid("features", "expected either features or feature_service");
        }
        if (wanted.service().isPresent()) {
            return catalogue.service("feature_service", wanted.service().get()).features().stream()
                    .map(FeatureReference::toString)
                    .map(reference -> catalogue.column("feature_service", reference))
                    .toList();
        }
        List<PlannedColumn> columns = new ArrayList<>();
        for (String reference : wanted.references()) {
            columns.add(catalogue.column("features[" + columns.size() + "]", reference));
        }
        return columns;
    }

    private static List<String> names(List<PlannedColumn> columns, boolean full) {
        Map<String, PlannedColumn> names = new LinkedHashMap<>();
        for (PlannedColumn column : columns) {
            String name = full ? column.fullName() : column.name();
            PlannedColumn other = names.put(name, column);
            if (other != null) {
                boolean same = other.reference().equals(column.reference());
                throw ProblemException.invalid(
                        same ? "features" : "full_feature_names",
                        same
                                ? column.reference() + " is asked for twice"
                                : other.reference() + " and " + column.reference()
                                        + " have one name: expected full_feature_names true");
            }
        }
        return List.copyOf(names.keySet());
    }

    private static Map<String, List<EntityKey.Part>> ids(Map<String, List<String>> ids, List<PlannedFeature> features) {
        Map<String, Entity> entities = new LinkedHashMap<>();
        features.stream()
                .flatMap(feature -> feature.entities().stream())
                .forEach(entity -> entities.put(entity.joinKey(), entity));
        for (String joinKey : ids.keySet()) {
            if (!entities.containsKey(joinKey)) {
                throw ProblemException.invalid(
                        "entities." + joinKey,
                        "no feature asked for has the join key '" + joinKey + "': expected "
                                + String.join(", ", new TreeSet<>(entities.keySet())));
            }
        }
        Map<String, List<EntityKey.Part>> keys = new LinkedHashMap<>();
        entities.forEach((joinKey, entity) -> {
            String field = "entities." + joinKey;
            List<String> given = ids.get(joinKey);
            if (given == null) {
                throw ProblemException.invalid(
                        field, "expected a list of " + entity.valueType().text());
            }
            EntityIds.requireCount(field, given.size());
            requireOneLength(field, given.size(), keys);
            List<EntityKey.Part> column = new ArrayList<>(given.size());
            for (String id : given) {
                column.add(EntityIds.read(field + "[" + column.size() + "]", entity, id));
            }
            keys.put(joinKey, column);
        });
        return keys;
    }

    private static void requireOneLength(String field, int size, Map<String, List<EntityKey.Part>> others) {
        others.forEach((joinKey, column) -> {
            if (column.size() != size) {
                throw ProblemException.invalid(
                        field,
                        size + " values, but " + column.size() + " of " + joinKey + ": expected as many of each");
            }
        });
    }
}
