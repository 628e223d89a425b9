package io.tidemill.ingestion.lakeversions.erasure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * Finds a person's subject in values and bytes. It counts as a word of its own: between anything but letters, digits,
 * {@code _} and {@code -}; or in bytes after its own length, as Avro, Thrift and Parquet write text. So {@code m-1} is not
 * found in {@code m-12}.
 */
final class Mention {
    private final byte[] word;

    Mention(String subject) {
        this.word = subject.getBytes(StandardCharsets.UTF_8);
    }

    /** How many bytes before and after an occurrence tell whether it is one. */
    int overlap() {
        return word.length + 8;
    }

    /** Whether a value of a row, or of a record of Avro, mentions the person; nested values count. */
    boolean in(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return false;
        }
        if (value instanceof Record nested) {
            for (int field = 0; field < nested.size(); field++) {
                if (in(nested.get(field))) {
                    return true;
                }
            }
            return false;
        }
        if (value instanceof IndexedRecord nested) {
            return nested.getSchema().getFields().stream().anyMatch(field -> in(nested.get(field.pos())));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().anyMatch(this::in);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().anyMatch(entry -> in(entry.getKey()) || in(entry.getValue()));
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return in(bytes, bytes.length);
        }
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        return in(text, text.length);
    }

    /** Whether the first so many bytes mention the person. */
    boolean in(byte[] bytes, int length) {
        for (int at = 0; at + word.length <= length; at++) {
            if (matches(bytes, at) && (alone(bytes, at, length) || afterItsLength(bytes, at))) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(byte[] bytes, int at) {
        for (int i = 0; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean alone(byte[] bytes, int at, int length) {
        int end = at + word.length;
        return (at == 0 || !ofWord(bytes[at - 1])) && (end == length || !ofWord(bytes[end]));
    }

    /** Avro's zigzag, Thrift's plain variable-length number, and Parquet's four bytes. */
    private boolean afterItsLength(byte[] bytes, int at) {
        return endsWith(bytes, at, varint(2L * word.length))
                || endsWith(bytes, at, varint(word.length))
                || at >= 4
                        && bytes[at - 1] == 0
                        && bytes[at - 2] == 0
                        && (bytes[at - 3] & 0xff) == word.length >> 8
                        && (bytes[at - 4] & 0xff) == (word.length & 0xff);
    }

    private static boolean endsWith(byte[] bytes, int end, byte[] tail) {
        if (end < tail.length) {
            return false;
        }
        for (int i = 0; i < tail.length; i++) {
            if (bytes[end - tail.length + i] != tail[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] varint(long value) {
        byte[] bytes = new byte[10];
        int used = 0;
        long left = value;
        while (left > 0x7f) {
            bytes[used++] = (byte) (left & 0x7f | 0x80);
            left >>>= 7;
        }
        bytes[used++] = (byte) left;
        return java.util.Arrays.copyOf(bytes, used);
    }

    private static boolean ofWord(byte value) {
        return value >= 'a' && value <= 'z'
                || value >= 'A' && value <= 'Z'
                || value >= '0' && value <= '9'
                || value == '_'
                || value == '-'
                || value < 0;
    }
}
