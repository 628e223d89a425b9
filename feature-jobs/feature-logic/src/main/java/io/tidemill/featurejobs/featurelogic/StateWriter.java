package io.tidemill.featurejobs.featurelogic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the numbers, texts and values that a state is made of; docs/features.md describes their bytes. */
final class StateWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    /** What values are told apart by. */
    enum Tag {
        NULL,
        LONG,
        DOUBLE,
        TEXT
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    void octet(int value) {
        bytes.write(value);
    }

    void octets(byte[] value) {
        bytes.writeBytes(value);
    }

    void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    void int64(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes.write((int) (value >>> shift));
        }
    }

    void float64(double value) {
        int64(Double.doubleToRawLongBits(value));
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        unsigned(utf8.length);
        octets(utf8);
    }

    /** A {@link Long}, a {@link Double}, a {@link String} or null. */
    void value(@Nullable Object value) {
        if (value == null) {
            octet(Tag.NULL.ordinal());
        } else if (value instanceof Long number) {
            octet(Tag.LONG.ordinal());
            signed(number);
        } else if (value instanceof Double number) {
            octet(Tag.DOUBLE.ordinal());
            float64(number);
        } else {
            octet(Tag.TEXT.ordinal());
            text((String) value);
        }
    }
}
