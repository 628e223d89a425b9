package io.tidemill.schemas.featureviews;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that whoever asks gives along.
 *
 * @param name in requests and, after {@code request.}, in expressions
 * @param valueType {@code int64}, {@code double} or {@code string}
 */
public record RequestField(String name, ValueType valueType) {
    public RequestField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(valueType, "valueType");
    }

    /**
     * What was given, as the field's type; empty if it is none of it. A number may come as text, as in a file.
     *
     * @param given a whole number, a {@link Double}, or text
     */
    public Optional<Object> read(Object given) {
        return switch (valueType) {
            case INT64 -> wholeNumber(given);
            case DOUBLE -> number(given);
            case STRING -> given instanceof String text ? Optional.of(text) : Optional.empty();
            default -> throw new IllegalStateException("a request value of type " + valueType.text());
        };
    }

    private static Optional<Object> wholeNumber(Object given) {
        if (given instanceof Long || given instanceof Integer || given instanceof Short || given instanceof Byte) {
            return Optional.of(((Number) given).longValue());
        }
        return parsed(given, Long::valueOf);
    }

    private static Optional<Object> number(Object given) {
        if (given instanceof Number number) {
            return Optional.<Object>of(number.doubleValue()).filter(RequestField::isFinite);
        }
        return parsed(given, Double::valueOf).filter(RequestField::isFinite);
    }

    private static boolean isFinite(Object number) {
        return Double.isFinite((Double) number);
    }

    private static Optional<Object> parsed(Object given, Function<String, Object> read) {
        try {
            return given instanceof String text ? Optional.of(read.apply(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
