package io.tidemill.infra.eventstreams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads values that never change, so that a copy is the value itself. A subclass has a constructor without
 * arguments, and a public nested {@link org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot}.
 *
 * @param <T> the type of the values
 */
public abstract class ImmutableTypeSerializer<T> extends TypeSerializerSingleton<T> {
    private static final long serialVersionUID = 1L;

    /** Writes a value. */
    @Override
    public abstract void serialize(T value, DataOutputView target) throws IOException;

    /** Reads a value back. */
    @Override
    public abstract T deserialize(DataInputView source) throws IOException;

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    @SuppressWarnings("NullAway") // Flink allows it: there is no empty value to reuse.
    public @Nullable T createInstance() {
        return null;
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    /** Writes text as UTF-8 with its length before it: far quicker than {@link DataOutputView#writeUTF}, and of any length. */
    protected static void writeText(String text, DataOutputView target) throws IOException {
        writeBytes(text.getBytes(StandardCharsets.UTF_8), target);
    }

    /** Reads what {@link #writeText} wrote. */
    protected static String readText(DataInputView source) throws IOException {
        return new String(readUtf8(source), StandardCharsets.UTF_8);
    }

    /** As {@link #readText}; the object read before where it says the same, so that many records share it. */
    protected static RepeatedText readText(DataInputView source, @Nullable RepeatedText before) throws IOException {
        byte[] utf8 = readUtf8(source);
        return before != null && Arrays.equals(utf8, before.utf8)
                ? before
                : new RepeatedText(utf8, new String(utf8, StandardCharsets.UTF_8));
    }

    private static byte[] readUtf8(DataInputView source) throws IOException {
        byte[] utf8 = readBytes(source);
        if (utf8 == null) {
            throw new IOException("no text where one is expected");
        }
        return utf8;
    }

    /** A text that is likely to be the same in the next record; immutable, so that threads may share it. */
    protected static final class RepeatedText {
        private final byte[] utf8;
        private final String text;

        private RepeatedText(byte[] utf8, String text) {
            this.utf8 = utf8;
            this.text = text;
        }

        /** The text. */
        public String text() {
            return text;
        }
    }

    /** Writes bytes that may be absent, with their length before them. */
    protected static void writeBytes(byte @Nullable [] bytes, DataOutputView target) throws IOException {
        target.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            target.write(bytes);
        }
    }

    /** Reads what {@link #writeBytes} wrote. */
    protected static byte @Nullable [] readBytes(DataInputView source) throws IOException {
        int length = source.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }
}
