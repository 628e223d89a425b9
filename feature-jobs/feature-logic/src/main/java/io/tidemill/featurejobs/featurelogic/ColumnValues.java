package io.tidemill.featurejobs.featurelogic;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Values of an event's fields, from Avro or from the lake, in the one form the aggregations know. */
public final class ColumnValues {
    private ColumnValues() {}

    /**
     * A {@link Long}, a finite {@link Double} or a {@link String}; null for no value, which NaN and infinity are too. True is
     * 1 and false is 0. What it gave it gives again.
     *
     * @throws IllegalArgumentException if the value is neither a number, a boolean nor text
     */
    public static @Nullable Object of(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigDecimal || value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? number : null;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof CharSequence) {
            return value.toString();
        }
        throw new IllegalArgumentException(
                "a value of " + value.getClass().getName() + ": expected a number, a boolean or text");
    }
}
