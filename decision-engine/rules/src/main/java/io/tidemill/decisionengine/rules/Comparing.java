package io.tidemill.decisionengine.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A literal made ready to be compared with values. A double is compared as a double, every other number exactly;
 * text that reads as an instant is compared with instants as one.
 */
final class Comparing {
    private final @Nullable String text;
    private final @Nullable Instant instant;
    private final @Nullable BigDecimal number;
    private final double rounded;
    private final @Nullable Boolean truth;

    private Comparing(
            @Nullable String text, @Nullable Instant instant, @Nullable BigDecimal number, @Nullable Boolean truth) {
        this.text = text;
        this.instant = instant;
        this.number = number;
        this.rounded = number == null ? 0 : number.doubleValue();
        this.truth = truth;
    }

    static Comparing with(Literal literal) {
        if (literal instanceof Literal.Text text) {
            return new Comparing(text.value(), Instants.read(text.value()).orElse(null), null, null);
        }
        if (literal instanceof Literal.Numeric numeric) {
            return new Comparing(null, null, numeric.value(), null);
        }
        return new Comparing(null, null, null, ((Literal.Truth) literal).value());
    }

    /** Whether the first is not greater than the second; false where they have no order. */
    static boolean ascending(Literal first, Literal second) {
        if (first instanceof Literal.Numeric low) {
            Order order = with(second).order(low.value());
            return order == Order.LESS || order == Order.SAME;
        }
        Optional<Instant> low = first instanceof Literal.Text text ? Instants.read(text.value()) : Optional.empty();
        Order order = with(second).order(low.orElse(null));
        return order == Order.LESS || order == Order.SAME;
    }

    /** How a value stands to the literal. */
    enum Order {
        LESS,
        SAME,
        GREATER,
        /** Both are of a kind that knows no less and greater, and they differ. */
        DIFFERENT,
        /** There is no value, or it is of another kind. */
        NONE;

        private static Order of(int comparison) {
            return comparison < 0 ? LESS : comparison > 0 ? GREATER : SAME;
        }
    }

    Order order(@Nullable Object value) {
        if (number != null) {
            return numeric(value, number);
        }
        if (value instanceof String other && text != null) {
            return other.equals(text) ? Order.SAME : Order.DIFFERENT;
        }
        if (value instanceof Instant other && instant != null) {
            return Order.of(other.compareTo(instant));
        }
        if (value instanceof Boolean other && truth != null) {
            return other.equals(truth) ? Order.SAME : Order.DIFFERENT;
        }
        return Order.NONE;
    }

    private Order numeric(@Nullable Object value, BigDecimal exact) {
        if (value instanceof Double || value instanceof Float) {
            double other = ((Number) value).doubleValue();
            if (Double.isNaN(other)) {
                return Order.NONE;
            }
            return other < rounded ? Order.LESS : other > rounded ? Order.GREATER : Order.SAME;
        }
        if (value instanceof BigDecimal other) {
            return Order.of(other.compareTo(exact));
        }
        if (value instanceof BigInteger other) {
            return Order.of(new BigDecimal(other).compareTo(exact));
        }
        if (value instanceof Number other) {
            return Order.of(BigDecimal.valueOf(other.longValue()).compareTo(exact));
        }
        return Order.NONE;
    }

    boolean within(@Nullable Object value, TextRelation relation) {
        return value instanceof String other && text != null && relation.holds(other, text);
    }

    /** A relation of two texts. */
    interface TextRelation {
        boolean holds(String value, String literal);
    }

    /** Whether it is a value at all, and not one that counts as missing. */
    static boolean present(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            return !Double.isNaN(((Number) value).doubleValue());
        }
        return value instanceof Number
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Instant;
    }
}
