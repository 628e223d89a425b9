package io.tidemill.infra.eventstreams;

import java.io.IOException;
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
