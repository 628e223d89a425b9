package io.tidemill.schemas.featureviews;

import java.util.Locale;
import java.util.Optional;

/** The types of entity keys and feature values, with Feast's numbers ({@code feast.types.ValueType.Enum}). */
public enum ValueType {
    /** UTF-8 text. */
    STRING(2),
    /** 32-bit integer; for entity keys only. */
    INT32(3),
    /** 64-bit integer; in Java {@link Long}. */
    INT64(4),
    /** In Java {@link Double}. */
    DOUBLE(5),
    /** Seconds since 1970-01-01T00:00:00Z; in Java {@link Long}. */
    UNIX_TIMESTAMP(8),
    /** Several texts; in Java a list of {@link String}. */
    STRING_LIST(12),
    /** Several 64-bit integers; in Java a list of {@link Long}. */
    INT64_LIST(14),
    /** Several doubles; in Java a list of {@link Double}. */
    DOUBLE_LIST(15);

    private final int number;

    ValueType(int number) {
        this.number = number;
    }

    /** Feast's number of the type. */
    public int number() {
        return number;
    }

    /** The type as definitions write it, such as {@code int64}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is several values in one. */
    public boolean isList() {
        return this == STRING_LIST || this == INT64_LIST || this == DOUBLE_LIST;
    }

    /** Whether it is one number, which a model or a comparison can take as it is. */
    public boolean isNumber() {
        return this == INT32 || this == INT64 || this == DOUBLE;
    }

    /** The type of several values of this type. */
    ValueType list() {
        return switch (this) {
            case STRING -> STRING_LIST;
            case INT64 -> INT64_LIST;
            case DOUBLE -> DOUBLE_LIST;
            case INT32, UNIX_TIMESTAMP, STRING_LIST, INT64_LIST, DOUBLE_LIST ->
                throw new IllegalStateException("no list of " + text());
        };
    }

    public static Optional<ValueType> ofEntityKey(String text) {
        return switch (text) {
            case "string" -> Optional.of(STRING);
            case "int32" -> Optional.of(INT32);
            case "int64" -> Optional.of(INT64);
            default -> Optional.empty();
        };
    }
}
