package io.tidemill.featurejobs.featuredefinitions;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows who uses features, so that a change says whom it concerns, and one that takes something away is refused. */
public interface FeatureDependents {
    /** Where nothing uses features. */
    static FeatureDependents none() {
        return new FeatureDependents() {
            @Override
            public List<String> naming(Set<String> features) {
                return List.of();
            }

            @Override
            public Map<String, List<String>> trainedOn(Set<String> versions) {
                return Map.of();
            }
        };
    }

    /**
     * Who names any of some features, written {@code view:feature}, and so goes by the version that serves; in words such as
     * {@code model churn}, a model as it is defined, {@code served model churn version 3 (champion)}, one of which no versions
     * are known, or {@code rule win-back}.
     */
    List<String> naming(Set<String> features);

    /**
     * The models that serve and were trained on any of some versions of views, {@code view@vN}: in words such as {@code model
     * churn version 3 (champion)}, with those of the versions. They are asked with these for good.
     */
    Map<String, List<String>> trainedOn(Set<String> versions);
}
