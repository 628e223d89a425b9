package io.tidemill.featurejobs.onlinestore;

import java.util.Arrays;

/** Reads protobuf's wire types from bytes of an unknown writer; everything that does not fit is a malformed value. */
final class ByteSource {
    private final byte[] bytes;
    private final int end;
    private int position;

    ByteSource(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ByteSource(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    boolean hasMore() {
        return position < end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            need(1);
            byte next = bytes[position++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedValueException("a varint of more than ten bytes");
    }

    int int32() {
        need(4);
        int value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (bytes[position++] & 0xFF) << shift;
        }
        return value;
    }

    long int64() {
        need(8);
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (bytes[position++] & 0xFFL) << shift;
        }
        return value;
    }

    /** The bytes after a length. */
    byte[] octets() {
        int length = length();
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** What lies after a length, to be read in place. */
    ByteSource nested() {
        int length = length();
        position += length;
        return new ByteSource(bytes, position - length, position);
    }

    /** Skips a field of this wire type. */
    void skip(int wireType) {
        switch (wireType) {
            case 0 -> varint();
            case 1 -> int64();
            case 2 -> nested();
            case 5 -> int32();
            default -> throw new MalformedValueException("wire type " + wireType);
        }
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw new MalformedValueException("a length of " + length + " where " + (end - position) + " are left");
        }
        return (int) length;
    }

    private void need(int count) {
        if (end - position < count) {
            throw new MalformedValueException("the bytes end too early");
        }
    }
}
