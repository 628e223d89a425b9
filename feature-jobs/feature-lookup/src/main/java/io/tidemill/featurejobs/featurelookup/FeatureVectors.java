package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.FeatureStatus;
import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a request of Feast's shape: a column for each join key, in the key's declared type, and then for each
 * feature. All columns have one length, as Feast's Java client expects of join keys too.
 *
 * @param names of the columns
 */
record FeatureVectors(List<String> names, List<List<FoundFeature>> columns) {
    FeatureVectors {
        names = List.copyOf(names);
        columns = List.copyOf(columns);
    }

    static FeatureVectors of(
            Map<String, List<FeatureValue>> keys, List<String> features, List<List<FoundFeature>> found) {
        List<String> names = new ArrayList<>(keys.keySet());
        names.addAll(features);
        List<List<FoundFeature>> columns = new ArrayList<>(names.size());
        keys.values()
                .forEach(column ->
                        columns.add(column.stream().map(FeatureVectors::ofKey).toList()));
        columns.addAll(found);
        return new FeatureVectors(names, columns);
    }

    private static FoundFeature ofKey(FeatureValue key) {
        return new FoundFeature(key, FeatureStatus.PRESENT, Optional.empty());
    }
}
