package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.AggregationFunction.Parameter;
import io.tidemill.schemas.featureviews.Computation;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Computation.Change;
import io.tidemill.schemas.featureviews.Computation.Ratio;
import io.tidemill.schemas.featureviews.Condition;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.Sensitivity;
import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a feature is computed, as texts: {@code function}, and of {@code column}, {@code source}, {@code window}, {@code where},
 * {@code n}, {@code k}, {@code percent}, {@code numerator}, {@code denominator} and {@code of} those that it has. The keys are those
 * of a definition; a window that is no sliding one says so, such as {@code tumbling P1D}. Feast has no words for
 * most of it, and shows them as the feature's tags.
 */
public final class FeatureTags {
    private FeatureTags() {}

    /** The tags of a feature, by key. */
    public static SortedMap<String, String> of(Feature feature) {
        Computation computation = feature.computation();
        SortedMap<String, String> tags = new TreeMap<>();
        tags.put("function", computation.text());
        if (computation instanceof Aggregate aggregate) {
            addAggregate(tags, aggregate);
        } else if (computation instanceof Ratio ratio) {
            tags.put("numerator", ratio.numerator());
            tags.put("denominator", ratio.denominator());
        } else if (computation instanceof Change change) {
            tags.put("of", change.of());
        }
        return tags;
    }

    /** Adds {@code sensitivity}, unless it is what it is where nothing is said. */
    public static void addSensitivity(SortedMap<String, String> tags, Sensitivity sensitivity) {
        if (sensitivity != Sensitivity.INTERNAL) {
            tags.put("sensitivity", sensitivity.text());
        }
    }

    private static void addAggregate(SortedMap<String, String> tags, Aggregate aggregate) {
        if (aggregate.column() != null) {
            tags.put("column", aggregate.column());
        }
        if (aggregate.source() != null) {
            tags.put("source", aggregate.source());
        }
        String window = aggregate.window().text();
        if (!window.isEmpty()) {
            tags.put("window", window);
        }
        if (!aggregate.where().isEmpty()) {
            tags.put(
                    "where", aggregate.where().stream().map(Condition::toString).collect(Collectors.joining("; ")));
        }
        Parameter parameter = aggregate.function().parameter();
        if (parameter != Parameter.NONE) {
            tags.put(
                    parameter.key(),
                    BigDecimal.valueOf(aggregate.parameter())
                            .stripTrailingZeros()
                            .toPlainString());
        }
    }
}
