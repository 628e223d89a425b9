package io.tidemill.featurejobs.onlinestore;

import java.util.Arrays;

/** A growing buffer that knows protobuf's varints and little-endian numbers. */
final class ByteSink {
    private byte[] buffer;
    private int size;

    ByteSink(int capacity) {
        buffer = new byte[capacity];
    }

    ByteSink octet(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    ByteSink varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
        return this;
    }

    ByteSink int32(int value) {
        reserve(4);
        for (int shift = 0; shift < 32; shift += 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    ByteSink int64(long value) {
        reserve(8);
        for (int shift = 0; shift < 64; shift += 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    ByteSink octets(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    byte[] toBytes() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    private void reserve(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
