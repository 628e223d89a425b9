package io.tidemill.ingestion.lakemaintenance;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/**
 * About how much of the heap a row takes that was read from a file: a thousand rows of one table are less than one of another,
 * so that a number of rows says nothing of memory. On the safe side of what a 64-bit JVM with compressed pointers takes.
 */
final class RowMemory {
    private static final long OBJECT = 24;
    private static final long POINTER = 4;
    private static final long TEXT = 48;
    /** A time with its date, its time of day and its zone; a decimal with its digits. */
    private static final long COMPOSITE = 96;

    private RowMemory() {}

    /** Bytes. */
    static long of(StructLike row) {
        long bytes = 2 * OBJECT;
        for (int column = 0; column < row.size(); column++) {
            bytes += POINTER + ofValue(row.get(column, Object.class));
        }
        return bytes;
    }

    private static long ofValue(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof CharSequence text) {
            return TEXT + text.length();
        }
        if (value instanceof Number number) {
            return number instanceof Long || number instanceof Integer || number instanceof Double ? OBJECT : COMPOSITE;
        }
        if (value instanceof StructLike nested) {
            return of(nested);
        }
        if (value instanceof Collection<?> elements) {
            return 2 * OBJECT + ofAll(elements) + POINTER * elements.size();
        }
        if (value instanceof Map<?, ?> map) {
            return 2 * OBJECT + ofAll(map.keySet()) + ofAll(map.values()) + (2 * OBJECT + POINTER) * map.size();
        }
        if (value instanceof ByteBuffer bytes) {
            return 3 * OBJECT + bytes.capacity();
        }
        return value instanceof byte[] bytes ? OBJECT + bytes.length : COMPOSITE;
    }

    private static long ofAll(Collection<?> values) {
        return values.stream().mapToLong(RowMemory::ofValue).sum();
    }
}
