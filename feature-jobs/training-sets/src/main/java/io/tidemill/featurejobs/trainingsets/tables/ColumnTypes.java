package io.tidemill.featurejobs.trainingsets.tables;

import io.tidemill.schemas.featureviews.ValueType;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.jspecify.annotations.Nullable;

/** Which columns a feature, a key or a time may be, and what their values become. */
final class ColumnTypes {
    private static final Set<TypeID> WHOLE = Set.of(TypeID.INTEGER, TypeID.LONG);

    private ColumnTypes() {}

    /** Whether a column has values of a feature of a type. */
    static boolean isFeature(Type column, ValueType type) {
        TypeID id = column.typeId();
        return switch (type) {
            case INT64 -> WHOLE.contains(id) || id == TypeID.BOOLEAN;
            case DOUBLE ->
                WHOLE.contains(id)
                        || Set.of(TypeID.FLOAT, TypeID.DOUBLE, TypeID.DECIMAL).contains(id);
            case STRING -> id == TypeID.STRING;
            default -> false;
        };
    }

    /** What {@link #isFeature} expects, for people. */
    static String ofFeature(ValueType type) {
        return switch (type) {
            case INT64 -> "int, long or boolean";
            case DOUBLE -> "float, double, decimal, int or long";
            default -> "string";
        };
    }

    /** Whether a column has keys of a type. */
    static boolean isKey(Type column, ValueType type) {
        return switch (type) {
            case STRING -> column.typeId() == TypeID.STRING;
            case INT32 -> column.typeId() == TypeID.INTEGER;
            default -> WHOLE.contains(column.typeId());
        };
    }

    /** What {@link #isKey} expects, for people. */
    static String ofKey(ValueType type) {
        return switch (type) {
            case STRING -> "string";
            case INT32 -> "int";
            default -> "int or long";
        };
    }

    /** Whether a column has instants; without a zone they are in UTC. */
    static boolean isTime(Type column) {
        return column.typeId() == TypeID.TIMESTAMP;
    }

    /** A feature's value; null for what is no finite number. A boolean is 1 or 0. */
    static @Nullable Object value(@Nullable Object found, ValueType type) {
        if (found == null) {
            return null;
        }
        if (found instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (type == ValueType.STRING) {
            return found.toString();
        }
        if (type == ValueType.INT64) {
            return ((Number) found).longValue();
        }
        double number = ((Number) found).doubleValue();
        return Double.isFinite(number) ? (Object) number : null;
    }

    /** An instant in epoch microseconds. */
    static @Nullable Long micros(@Nullable Object found) {
        if (found instanceof OffsetDateTime time) {
            return micros(time.toInstant());
        }
        return found instanceof LocalDateTime time ? (Long) micros(time.toInstant(ZoneOffset.UTC)) : null;
    }

    /** An instant in epoch microseconds, cut off. */
    static long micros(Instant time) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).isAfter(time) ? micros - 1 : micros;
    }
}
