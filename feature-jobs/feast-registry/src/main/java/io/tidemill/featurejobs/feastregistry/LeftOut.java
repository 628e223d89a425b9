package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a registry cannot be served here, and why. */
final class LeftOut {
    static final String NAME =
            "expected a name of lower-case letters, digits and underscores that begins with a letter";

    private final List<String> reasons = new ArrayList<>();

    boolean isName(String text) {
        return FeatureDefinitions.isName(text);
    }

    Optional<ImportedView> view(String name, String reason) {
        add("view " + name, reason);
        return Optional.empty();
    }

    void feature(String view, String feature, String reason) {
        add("feature " + view + ":" + feature, reason);
    }

    void add(String what, String reason) {
        reasons.add(what + ": " + reason);
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
