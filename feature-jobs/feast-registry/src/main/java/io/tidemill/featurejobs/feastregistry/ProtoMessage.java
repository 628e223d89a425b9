package io.tidemill.featurejobs.feastregistry;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A protobuf message that is being written, field by field. A text that is empty and a number that is 0 are left out, as
 * proto3 does; a message is written even when it is empty, because its presence can mean something.
 */
final class ProtoMessage {
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int SECONDS = 1;
    private static final int NANOS = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    ProtoMessage text(int field, String value) {
        return value.isEmpty() ? this : write(() -> out.writeString(field, value));
    }

    /** An integer or the number of an enum's constant. */
    ProtoMessage number(int field, long value) {
        return value == 0 ? this : write(() -> out.writeInt64(field, value));
    }

    /** A flag that is set. */
    ProtoMessage set(int field) {
        return write(() -> out.writeBool(field, true));
    }

    ProtoMessage message(int field, ProtoMessage value) {
        return write(() -> out.writeByteArray(field, value.toBytes()));
    }

    /** A map; in the order of its keys, so that the same map is the same bytes. */
    ProtoMessage map(int field, Map<String, String> entries) {
        // A map's entry is a message with a key and a value.
        new TreeMap<>(entries)
                .forEach((key, value) ->
                        message(field, new ProtoMessage().text(KEY, key).text(VALUE, value)));
        return this;
    }

    /** A {@code google.protobuf.Duration}. */
    ProtoMessage duration(int field, Duration value) {
        return message(
                field, new ProtoMessage().number(SECONDS, value.getSeconds()).number(NANOS, value.getNano()));
    }

    /** A {@code google.protobuf.Timestamp}. */
    ProtoMessage timestamp(int field, Instant value) {
        return message(
                field,
                new ProtoMessage().number(SECONDS, value.getEpochSecond()).number(NANOS, value.getNano()));
    }

    byte[] toBytes() {
        write(out::flush);
        return bytes.toByteArray();
    }

    private ProtoMessage write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            // Nothing is written but memory.
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** One call of the stream. */
    private interface Writing {
        void run() throws IOException;
    }
}
