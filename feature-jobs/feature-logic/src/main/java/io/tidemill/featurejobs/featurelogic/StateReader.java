package io.tidemill.featurejobs.featurelogic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote; whatever else it meets is an {@link IllegalArgumentException}. */
final class StateReader {
    private static final StateWriter.Tag[] TAGS = StateWriter.Tag.values();

    private final byte[] bytes;
    private int position;

    StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return position < bytes.length;
    }

    int octet() {
        if (position >= bytes.length) {
            throw new IllegalArgumentException("the bytes end within a state");
        }
        return bytes[position++] & 0xFF;
    }

    byte[] octets(int count) {
        if (count < 0 || count > bytes.length - position) {
            throw new IllegalArgumentException(
                    (bytes.length - position) + " bytes are left of a state, " + count + " expected");
        }
        position += count;
        return Arrays.copyOfRange(bytes, position - count, position);
    }

    long unsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than ten bytes");
    }

    long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    /** How many of something follow, each of one byte at least. */
    int count() {
        long count = unsigned();
        if (count < 0 || count > bytes.length - position) {
            throw new IllegalArgumentException(
                    (bytes.length - position) + " bytes are left of a state, too few for " + count + " items");
        }
        return (int) count;
    }

    long int64() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << Byte.SIZE | octet();
        }
        return value;
    }

    double float64() {
        return Double.longBitsToDouble(int64());
    }

    String text() {
        return new String(octets(count()), StandardCharsets.UTF_8);
    }

    @Nullable
    Object value() {
        int tag = octet();
        if (tag >= TAGS.length) {
            throw new IllegalArgumentException("a value of tag " + tag + ", expected 0 to " + (TAGS.length - 1));
        }
        return switch (TAGS[tag]) {
            case NULL -> null;
            case LONG -> signed();
            case DOUBLE -> float64();
            case TEXT -> text();
        };
    }
}
