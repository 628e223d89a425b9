package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.schemas.featureviews.StoredFeature;
import io.tidemill.schemas.featureviews.ValueType;
import org.jspecify.annotations.Nullable;

/** Values as expressions take them: of the type that the feature is declared with, whatever type somebody else wrote. */
public final class PlainValues {
    private PlainValues() {}

    /** A value as it would be stored. */
    public static FeatureValue stored(@Nullable Object value) {
        if (value == null) {
            return FeatureValue.NULL;
        } else if (value instanceof Long number) {
            return FeatureValue.of((long) number);
        } else if (value instanceof Double number) {
            return FeatureValue.of((double) number);
        }
        return FeatureValue.of((String) value);
    }

    /** A value that is stored; null for null. */
    public static @Nullable Object of(FeatureValue value, StoredFeature feature) {
        return of(value, feature.isElapsedTime() ? ValueType.DOUBLE : feature.valueType());
    }

    private static @Nullable Object of(FeatureValue value, ValueType type) {
        if (value instanceof FeatureValue.Text text) {
            return text.value();
        } else if (value instanceof FeatureValue.Array array) {
            ValueType items = items(type);
            return array.items().stream().map(item -> of(item, items)).toList();
        } else if (value instanceof FeatureValue.Int64 number && type != ValueType.DOUBLE) {
            return number.value();
        }
        double number = value.asDouble();
        if (Double.isNaN(number)) {
            return null;
        }
        return type == ValueType.DOUBLE ? (Object) number : (Object) (long) number;
    }

    private static ValueType items(ValueType list) {
        return switch (list) {
            case DOUBLE_LIST -> ValueType.DOUBLE;
            case STRING_LIST -> ValueType.STRING;
            default -> ValueType.INT64;
        };
    }
}
