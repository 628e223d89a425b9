package io.tidemill.ingestion.lakequality.measures;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The numbers of a column of any numeric type. */
final class Numbers {
    private Numbers() {}

    /** The number nearest to a value; NaN for what is none. */
    static double of(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** A value exactly; nothing for what is no finite number. */
    static Optional<BigDecimal> exact(Object value) {
        if (value instanceof BigDecimal exact) {
            return Optional.of(exact);
        }
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(BigDecimal.valueOf(((Number) value).longValue()));
        }
        double number = of(value);
        return Double.isNaN(number) || Double.isInfinite(number)
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(number));
    }
}
