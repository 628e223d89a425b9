package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be so of a field of an event for a feature to count the event.
 *
 * @param column the field
 * @param operator how it is compared
 * @param operands with what: {@link Long}, {@link Double} or {@link String}; any number for sets, one for comparisons, none
 *     for {@link Operator#PRESENT} and {@link Operator#ABSENT}
 */
public record Condition(String column, Operator operator, List<Object> operands) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How a field is compared. A field without a value holds for {@link #ABSENT} alone. */
    public enum Operator {
        /** It is one of them. */
        IN,
        /** It has a value, and that is none of them. */
        NOT_IN("notIn"),
        /** It is greater than or equal. */
        AT_LEAST("atLeast"),
        /** It is greater. */
        ABOVE,
        /** It is less than or equal. */
        AT_MOST("atMost"),
        /** It is less. */
        BELOW,
        /** It has a value. */
        PRESENT,
        /** It has no value. */
        ABSENT;

        private final String text;

        Operator() {
            text = name().toLowerCase(Locale.ROOT);
        }

        Operator(String text) {
            this.text = text;
        }

        /** The operator as definitions write it. */
        public String text() {
            return text;
        }

        static Optional<Operator> of(String text) {
            return Arrays.stream(values())
                    .filter(operator -> operator.text.equals(text))
                    .findFirst();
        }
    }

    public Condition {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(operator, "operator");
        operands = List.copyOf(operands);
    }

    /** Whether it is so of a value: {@link Long}, {@link Double}, {@link String}, or null for none. */
    public boolean holds(@Nullable Object value) {
        if (value == null) {
            return operator == Operator.ABSENT;
        }
        return switch (operator) {
            case IN -> contains(value);
            case NOT_IN -> !contains(value);
            case AT_LEAST -> compare(value, operands.get(0)) >= 0;
            case ABOVE -> compare(value, operands.get(0)) > 0;
            case AT_MOST -> compare(value, operands.get(0)) <= 0;
            case BELOW -> compare(value, operands.get(0)) < 0;
            case PRESENT -> true;
            case ABSENT -> false;
        };
    }

    private boolean contains(Object value) {
        for (Object operand : operands) {
            if (compare(value, operand) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whole numbers exactly, other numbers as doubles, text by UTF-16 unit. */
    private static int compare(Object value, Object operand) {
        if (value instanceof Long left && operand instanceof Long right) {
            return Long.compare(left, right);
        }
        if (value instanceof Number left && operand instanceof Number right) {
            // Adding zero makes one of the two zeros.
            return Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
        }
        return value.toString().compareTo(operand.toString());
    }

    @Override
    public String toString() {
        return column + " " + operator.text() + (operands.isEmpty() ? "" : " " + operands);
    }
}
