package io.tidemill.featurejobs.onlinestore;

import java.nio.charset.StandardCharsets;

/**
 * The name of a feature's field in the hash of its entity: MurmurHash3 x86 32 bit with seed 0 over the UTF-8 bytes of {@code
 * view:feature}, written little-endian. The algorithm is Austin Appleby's public-domain MurmurHash3.
 */
final class FieldHash {
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private FieldHash() {}

    static byte[] field(String view, String feature) {
        int hash = murmur3((view + ':' + feature).getBytes(StandardCharsets.UTF_8));
        return new ByteSink(4).int32(hash).toBytes();
    }

    static int murmur3(byte[] bytes) {
        int hash = 0;
        int blocks = bytes.length / 4;
        for (int block = 0; block < blocks; block++) {
            hash ^= mixed(littleEndian(bytes, block * 4, 4));
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        int rest = bytes.length % 4;
        if (rest > 0) {
            hash ^= mixed(littleEndian(bytes, blocks * 4, rest));
        }
        hash ^= bytes.length;
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    /** Up to four bytes as a number. */
    static int littleEndian(byte[] bytes, int offset, int count) {
        int value = 0;
        for (int index = 0; index < count; index++) {
            value |= (bytes[offset + index] & 0xFF) << 8 * index;
        }
        return value;
    }

    private static int mixed(int block) {
        return Integer.rotateLeft(block * C1, 15) * C2;
    }
}
