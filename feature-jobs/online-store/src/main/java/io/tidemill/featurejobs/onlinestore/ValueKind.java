package io.tidemill.featurejobs.onlinestore;

import org.jspecify.annotations.Nullable;

/** The scalar types of {@code feast.types.ValueType}; the number is both the type's and the field's of {@code Value}. */
public enum ValueKind {
    BYTES(1),
    STRING(2),
    INT32(3),
    INT64(4),
    DOUBLE(5),
    FLOAT(6),
    BOOL(7),
    UNIX_TIMESTAMP(8);

    private static final @Nullable ValueKind[] BY_NUMBER = byNumber();

    private final int number;

    ValueKind(int number) {
        this.number = number;
    }

    /** The number Feast gives the type. */
    int number() {
        return number;
    }

    /** The kind with this number, or null if it names none. */
    static @Nullable ValueKind ofNumber(int number) {
        return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    private static @Nullable ValueKind[] byNumber() {
        @Nullable ValueKind[] kinds = new ValueKind[values().length + 1];
        for (ValueKind kind : values()) {
            kinds[kind.number] = kind;
        }
        return kinds;
    }
}
