package io.tidemill.decisionengine.decisions;

import java.util.Map;

/**
 * Feature values as a decision uses them.
 *
 * @param values by reference {@code view:feature}: a {@link Long}, {@link Double}, {@link String} or {@link Boolean};
 *     a missing value is absent
 * @param times the event time of each view's values by view, in epoch milliseconds
 */
public record FeatureSnapshot(Map<String, Object> values, Map<String, Long> times) {
    /** No features at all. */
    public static final FeatureSnapshot NONE = new FeatureSnapshot(Map.of(), Map.of());

    public FeatureSnapshot {
        values = Map.copyOf(values);
        times = Map.copyOf(times);
    }

    /** The value as a model takes it, NaN where there is none. */
    public double number(String reference) {
        Object value = values.get(reference);
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
