package io.tidemill.ingestion.lakeversions.files;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** 64 bits of a value: values that differ have the same once in about 10^19. FNV-1a, nested values by their parts. */
public final class ValueDigest {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private ValueDigest() {}

    /** The digest of a value of an Iceberg column; 0 for null. */
    public static long of(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Record nested) {
            long digest = BASIS;
            for (int field = 0; field < nested.size(); field++) {
                digest = mixed(digest, of(nested.get(field)));
            }
            return digest;
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(ValueDigest::of).reduce(BASIS, ValueDigest::mixed);
        }
        if (value instanceof Map<?, ?> map) {
            // The order of a map says nothing.
            return map.entrySet().stream()
                    .mapToLong(entry -> mixed(of(entry.getKey()), of(entry.getValue())))
                    .reduce(BASIS, Long::sum);
        }
        return value instanceof ByteBuffer bytes ? bytes(bytes.duplicate()) : text(value.toString());
    }

    private static long text(String text) {
        long digest = BASIS;
        for (int i = 0; i < text.length(); i++) {
            digest = mixed(digest, text.charAt(i));
        }
        return digest;
    }

    private static long bytes(ByteBuffer bytes) {
        long digest = BASIS;
        while (bytes.hasRemaining()) {
            digest = mixed(digest, bytes.get());
        }
        return digest;
    }

    private static long mixed(long digest, long value) {
        long next = (digest ^ value) * PRIME;
        return next ^ (next >>> 29);
    }
}
