package io.tidemill.schemas.featureviews;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code sensitivity} of views and features. What a view says holds for features that say nothing. */
final class SensitivityReader {
    static final String KEY = "sensitivity";

    private SensitivityReader() {}

    /** What is said of a view: internal where nothing is. */
    static Sensitivity ofView(Map<String, YamlNode> keys) {
        return read(keys).orElse(Sensitivity.INTERNAL);
    }

    /**
     * That of a feature; one that says less than what it is computed from is a problem.
     *
     * @param keys of the feature
     * @param ofView what holds where it says nothing
     * @param least what it is computed from
     */
    static Sensitivity ofFeature(Map<String, YamlNode> keys, Sensitivity ofView, Sensitivity least) {
        Sensitivity said = read(keys).orElse(ofView);
        check(keys.get(KEY), least);
        return said.atLeast(least);
    }

    /** Notes that a feature says less than what it is computed from; what is no sensitivity was noted before. */
    static void check(@Nullable YamlNode node, Sensitivity least) {
        if (node != null && node.isScalar()) {
            node.text()
                    .flatMap(Sensitivity::of)
                    .filter(said -> said.compareTo(least) < 0)
                    .ifPresent(said -> node.problem("'" + said.text() + "', and it is computed from what is "
                            + least.text() + ": expected " + least.text()));
        }
    }

    private static Optional<Sensitivity> read(Map<String, YamlNode> keys) {
        YamlNode node = keys.get(KEY);
        return node == null
                ? Optional.empty()
                : node.text().flatMap(text -> {
                    Optional<Sensitivity> sensitivity = Sensitivity.of(text);
                    if (sensitivity.isEmpty()) {
                        node.problem("'" + text + "', expected public, internal or personal");
                    }
                    return sensitivity;
                });
    }
}
