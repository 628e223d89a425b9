package io.tidemill.featurejobs.feastregistry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A protobuf message of which nothing is known but the numbers of its fields. A field that is taken for a message and is none
 * is an {@link UncheckedIOException}.
 */
record ReadMessage(UnknownFieldSet fields) {
    static ReadMessage of(byte[] bytes) throws InvalidProtocolBufferException {
        return new ReadMessage(UnknownFieldSet.parseFrom(bytes));
    }

    /** The messages of a field that may come several times. */
    List<ReadMessage> all(int field) {
        return fields.getField(field).getLengthDelimitedList().stream()
                .map(ReadMessage::parsed)
                .toList();
    }

    /** The message of a field that comes once. */
    ReadMessage one(int field) {
        return parsed(bytes(field));
    }

    /** A field that is a map from text to text. */
    Map<String, String> map(int field) {
        Map<String, String> map = new LinkedHashMap<>();
        all(field).forEach(entry -> map.put(entry.text(1), entry.text(2)));
        return map;
    }

    String text(int field) {
        return bytes(field).toStringUtf8();
    }

    /** The texts of a field that may come several times. */
    List<String> texts(int field) {
        return fields.getField(field).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    long number(int field) {
        List<Long> values = fields.getField(field).getVarintList();
        return values.isEmpty() ? 0 : values.get(values.size() - 1);
    }

    private ByteString bytes(int field) {
        List<ByteString> values = fields.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? ByteString.EMPTY : values.get(values.size() - 1);
    }

    private static ReadMessage parsed(ByteString bytes) {
        try {
            return new ReadMessage(UnknownFieldSet.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }
}
