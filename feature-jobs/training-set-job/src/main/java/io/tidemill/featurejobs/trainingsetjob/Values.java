package io.tidemill.featurejobs.trainingsetjob;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Values of features and of columns as bytes: each a tag and what it says, a list of them its length first. */
final class Values {
    private static final int NONE = 0;
    private static final int WHOLE = 1;
    private static final int NUMBER = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;

    private Values() {}

    static void write(@Nullable Object[] values, DataOutputView target) throws IOException {
        target.writeInt(values.length);
        for (Object value : values) {
            write(value, target);
        }
    }

    private static void write(@Nullable Object value, DataOutputView target) throws IOException {
        if (value == null) {
            target.writeByte(NONE);
        } else if (value instanceof Long whole) {
            target.writeByte(WHOLE);
            target.writeLong(whole);
        } else if (value instanceof Double number) {
            target.writeByte(NUMBER);
            target.writeDouble(number);
        } else if (value instanceof String text) {
            target.writeByte(TEXT);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            target.writeInt(utf8.length);
            target.write(utf8);
        } else if (value instanceof List<?> list) {
            target.writeByte(LIST);
            write(list.toArray(), target);
        } else {
            throw new IOException("a value of " + value.getClass().getName());
        }
    }

    static @Nullable Object[] read(DataInputView source) throws IOException {
        @Nullable Object[] values = new Object[source.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = readOne(source);
        }
        return values;
    }

    private static @Nullable Object readOne(DataInputView source) throws IOException {
        int tag = source.readByte();
        return switch (tag) {
            case NONE -> null;
            case WHOLE -> source.readLong();
            case NUMBER -> source.readDouble();
            case TEXT -> {
                byte[] utf8 = new byte[source.readInt()];
                source.readFully(utf8);
                yield new String(utf8, StandardCharsets.UTF_8);
            }
            case LIST -> list(read(source));
            default -> throw new IOException("a value of tag " + tag);
        };
    }

    private static List<@Nullable Object> list(@Nullable Object[] values) {
        List<@Nullable Object> list = new ArrayList<>();
        Collections.addAll(list, values);
        return Collections.unmodifiableList(list);
    }
}
