package io.tidemill.featurejobs.onlinestore;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** One value of a feature or a join key, in the types of Feast's {@code Value}. */
public sealed interface FeatureValue {
    /** A value that is stored and is null. */
    FeatureValue NULL = new Null();

    static FeatureValue of(long value) {
        return new Int64(value);
    }

    static FeatureValue of(double value) {
        return new Float64(value);
    }

    static FeatureValue of(String value) {
        return new Text(value);
    }

    static FeatureValue of(boolean value) {
        return value ? Bool.TRUE : Bool.FALSE;
    }

    /** Whole seconds only: what is finer is cut off, towards the past. */
    static FeatureValue of(Instant value) {
        return new UnixTimestamp(value.getEpochSecond());
    }

    /** Whether this is {@link #NULL}. */
    default boolean isNull() {
        return false;
    }

    /**
     * The value as a number for a model or a comparison: numbers as they are, booleans as 0 and 1, times as seconds since
     * the epoch, everything else NaN.
     */
    default double asDouble() {
        return Double.NaN;
    }

    /** A signed number of 64 bits. */
    record Int64(long value) implements FeatureValue {
        @Override
        public double asDouble() {
            return value;
        }
    }

    /** A signed number of 32 bits. */
    record Int32(int value) implements FeatureValue {
        @Override
        public double asDouble() {
            return value;
        }
    }

    /** Feast's DOUBLE. */
    record Float64(double value) implements FeatureValue {
        @Override
        public double asDouble() {
            return value;
        }
    }

    /** Feast's FLOAT. */
    record Float32(float value) implements FeatureValue {
        @Override
        public double asDouble() {
            return value;
        }
    }

    /** Feast's STRING. */
    record Text(String value) implements FeatureValue {
        public Text {
            Objects.requireNonNull(value, "value");
        }
    }

    /** True or false. */
    record Bool(boolean value) implements FeatureValue {
        static final Bool TRUE = new Bool(true);
        static final Bool FALSE = new Bool(false);

        @Override
        public double asDouble() {
            return value ? 1 : 0;
        }
    }

    /** An instant in whole seconds since the epoch. */
    record UnixTimestamp(long epochSecond) implements FeatureValue {
        public Instant instant() {
            return Instant.ofEpochSecond(epochSecond);
        }

        @Override
        public double asDouble() {
            return epochSecond;
        }
    }

    /** Raw bytes. */
    final class Bytes implements FeatureValue {
        private final byte[] value;

        public Bytes(byte[] value) {
            this.value = value.clone();
        }

        /** A copy. */
        public byte[] value() {
            return value.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Bytes[" + HexFormat.of().formatHex(value) + "]";
        }
    }

    /** Several values of one kind, in order. */
    record Array(ValueKind kind, List<FeatureValue> items) implements FeatureValue {
        public Array {
            items = List.copyOf(items);
            for (FeatureValue item : items) {
                if (ValueFormat.kindOf(item) != kind) {
                    throw new IllegalArgumentException("an array of " + kind + " cannot hold " + item);
                }
            }
        }
    }

    /** Stored, and null; see {@link FeatureValue#NULL}. */
    record Null() implements FeatureValue {
        @Override
        public boolean isNull() {
            return true;
        }
    }
}
