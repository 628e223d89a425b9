package io.tidemill.featurejobs.featuredefinitions;

import java.util.List;
import java.util.Set;

/** Knows who names features, so that a change that takes one away is refused and says whom it would break. */
@FunctionalInterface
public interface FeatureDependents {
    /** Where nothing names features. */
    static FeatureDependents none() {
        return features -> List.of();
    }

    /** Who names any of some features, written {@code view:feature}, in words such as {@code model churn}. */
    List<String> naming(Set<String> features);
}
