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
    UNIX_TIMESTAMP(8);

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

    static Optional<ValueType> ofEntityKey(String text) {
        return switch (text) {
            case "string" -> Optional.of(STRING);
            case "int32" -> Optional.of(INT32);
            case "int64" -> Optional.of(INT64);
            default -> Optional.empty();
        };
    }
}
