package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param names of the features in the answer, in order
 * @param ids by join key, in the order of the answer, all of one length
 */
record LookupPlan(List<PlannedFeature> features, List<String> names, Map<String, List<EntityKey.Part>> ids) {
    static LookupPlan of(WantedFeatures wanted, Catalogue catalogue) {
        List<PlannedFeature> features = features(wanted, catalogue);
        return new LookupPlan(features, names(features, wanted.fullNames()), ids(wanted.ids(), features));
    }

    /** What the store holds of it. */
    FeatureVectors read(OnlineFeatures online, Instant asked) {
        Map<String, List<FeatureValue>> columns = new LinkedHashMap<>();
        ids.forEach((joinKey, column) ->
                columns.put(joinKey, column.stream().map(EntityKey.Part::value).toList()));
        return FeatureVectors.of(columns, names, online.read(features, keys(), asked));
    }

    /** Row i of the ids is one combination: a feature of several entities is looked up by all of theirs in it. */
    private Map<List<Entity>, List<EntityKey>> keys() {
        Map<List<Entity>, List<EntityKey>> keys = new LinkedHashMap<>();
        for (PlannedFeature feature : features) {
            keys.computeIfAbsent(feature.entities(), entities -> {
                List<List<EntityKey.Part>> columns = entities.stream()
                        .map(entity -> Objects.requireNonNull(ids.get(entity.joinKey())))
                        .toList();
                return IntStream.range(0, columns.get(0).size())
                        .mapToObj(row -> new EntityKey(
                                columns.stream().map(column -> column.get(row)).toList()))
                        .toList();
            });
        }
        return keys;
    }

    private static List<PlannedFeature> features(WantedFeatures wanted, Catalogue catalogue) {
        if (wanted.service().isPresent() != wanted.references().isEmpty()) {
            throw ProblemException.invalid("features", "expected either features or feature_service");
        }
        if (wanted.service().isPresent()) {
            return catalogue.service("feature_service", wanted.service().get()).features().stream()
                    .map(FeatureReference::toString)
                    .map(reference -> catalogue.feature("feature_service", reference))
                    .toList();
        }
        List<PlannedFeature> features = new ArrayList<>();
        for (String reference : wanted.references()) {
            features.add(catalogue.feature("features[" + features.size() + "]", reference));
        }
        return features;
    }

    private static List<String> names(List<PlannedFeature> features, boolean full) {
        Map<String, PlannedFeature> names = new LinkedHashMap<>();
        for (PlannedFeature feature : features) {
            String name = full ? feature.fullName() : feature.feature().name();
            PlannedFeature other = names.put(name, feature);
            if (other != null) {
                throw ProblemException.invalid(
                        other.equals(feature) ? "features" : "full_feature_names",
                        other.equals(feature)
                                ? feature.reference() + " is asked for twice"
                                : other.reference() + " and " + feature.reference()
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
