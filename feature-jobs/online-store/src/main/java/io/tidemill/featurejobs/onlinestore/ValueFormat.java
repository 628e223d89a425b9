package io.tidemill.featurejobs.onlinestore;

import io.tidemill.featurejobs.onlinestore.FeatureValue.Array;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Bool;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Bytes;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Float32;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Float64;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Int32;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Int64;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Text;
import io.tidemill.featurejobs.onlinestore.FeatureValue.UnixTimestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code feast.types.Value} as protobuf bytes, without a message object in between. The numbers are those of Feast's {@code
 * Value.proto}: a scalar's field is its {@link ValueKind}, a list's is ten more, and 19 is an explicit null.
 */
final class ValueFormat {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private static final int LIST_OFFSET = 10;
    private static final int NULL_FIELD = 19;
    private static final byte[] NOTHING = new byte[0];

    /** Feast's Python writes a null among instants as NumPy's "not a time", and reads that as a null. */
    private static final UnixTimestamp NOT_A_TIME = new UnixTimestamp(Long.MIN_VALUE);

    private ValueFormat() {}

    /** A null is no bytes at all. */
    static byte[] encode(FeatureValue value) {
        if (value.isNull()) {
            return NOTHING;
        }
        if (value instanceof Array array) {
            return encodeArray(array);
        }
        ValueKind kind = kindOf(value);
        int number = kind == null ? 0 : kind.number();
        ByteSink sink = new ByteSink(value instanceof Text text ? text.value().length() + 4 : 12);
        sink.octet(number << 3 | wireType(value));
        content(value, sink);
        return sink.toBytes();
    }

    /** @throws MalformedValueException if the bytes are no value */
    static FeatureValue decode(byte[] bytes) {
        ByteSource source = new ByteSource(bytes);
        FeatureValue value = FeatureValue.NULL;
        while (source.hasMore()) {
            long tag = source.varint();
            int field = (int) (tag >>> 3);
            int wireType = (int) (tag & 7);
            ValueKind kind = ValueKind.ofNumber(field);
            ValueKind items = ValueKind.ofNumber(field - LIST_OFFSET);
            if (kind != null && wireType == wireType(kind)) {
                FeatureValue scalar = scalar(kind, source);
                value = scalar.equals(NOT_A_TIME) ? FeatureValue.NULL : scalar;
            } else if (items != null && wireType == LENGTH) {
                value = array(items, source.nested());
            } else if (field == NULL_FIELD && wireType == VARINT) {
                source.varint();
                value = FeatureValue.NULL;
            } else {
                throw new MalformedValueException("field " + field + " of wire type " + wireType + " in a value");
            }
        }
        return value;
    }

    /** The kind of a scalar; null for a null and an array. */
    static @Nullable ValueKind kindOf(FeatureValue value) {
        if (value instanceof Int64) {
            return ValueKind.INT64;
        } else if (value instanceof Float64) {
            return ValueKind.DOUBLE;
        } else if (value instanceof Text) {
            return ValueKind.STRING;
        } else if (value instanceof UnixTimestamp) {
            return ValueKind.UNIX_TIMESTAMP;
        } else if (value instanceof Bool) {
            return ValueKind.BOOL;
        } else if (value instanceof Int32) {
            return ValueKind.INT32;
        } else if (value instanceof Float32) {
            return ValueKind.FLOAT;
        } else if (value instanceof Bytes) {
            return ValueKind.BYTES;
        }
        return null;
    }

    private static byte[] encodeArray(Array array) {
        ByteSink items = new ByteSink(16 + array.items().size() * 8);
        boolean packed = array.kind() != ValueKind.STRING && array.kind() != ValueKind.BYTES;
        ByteSink packedItems = packed ? new ByteSink(16 + array.items().size() * 8) : items;
        for (FeatureValue item : array.items()) {
            if (!packed) {
                items.octet(1 << 3 | LENGTH);
            }
            content(item, packedItems);
        }
        if (packed && !array.items().isEmpty()) {
            byte[] content = packedItems.toBytes();
            items.octet(1 << 3 | LENGTH).varint(content.length).octets(content);
        }
        byte[] message = items.toBytes();
        return new ByteSink(message.length + 6)
                .varint((array.kind().number() + LIST_OFFSET) << 3 | LENGTH)
                .varint(message.length)
                .octets(message)
                .toBytes();
    }

    private static void content(FeatureValue value, ByteSink sink) {
        if (value instanceof Int64 number) {
            sink.varint(number.value());
        } else if (value instanceof Float64 number) {
            sink.int64(Double.doubleToRawLongBits(number.value()));
        } else if (value instanceof Text text) {
            byte[] bytes = text.value().getBytes(StandardCharsets.UTF_8);
            sink.varint(bytes.length).octets(bytes);
        } else if (value instanceof UnixTimestamp time) {
            sink.varint(time.epochSecond());
        } else if (value instanceof Bool bool) {
            sink.octet(bool.value() ? 1 : 0);
        } else if (value instanceof Int32 number) {
            sink.varint(number.value());
        } else if (value instanceof Float32 number) {
            sink.int32(Float.floatToRawIntBits(number.value()));
        } else if (value instanceof Bytes bytes) {
            byte[] octets = bytes.value();
            sink.varint(octets.length).octets(octets);
        }
    }

    private static FeatureValue scalar(ValueKind kind, ByteSource source) {
        return switch (kind) {
            case INT64 -> new Int64(source.varint());
            case DOUBLE -> new Float64(Double.longBitsToDouble(source.int64()));
            case STRING -> new Text(new String(source.octets(), StandardCharsets.UTF_8));
            case UNIX_TIMESTAMP -> new UnixTimestamp(source.varint());
            case BOOL -> FeatureValue.of(source.varint() != 0);
            case INT32 -> new Int32((int) source.varint());
            case FLOAT -> new Float32(Float.intBitsToFloat(source.int32()));
            case BYTES -> new Bytes(source.octets());
        };
    }

    private static FeatureValue array(ValueKind kind, ByteSource source) {
        List<FeatureValue> items = new ArrayList<>();
        while (source.hasMore()) {
            long tag = source.varint();
            int wireType = (int) (tag & 7);
            if (tag >>> 3 != 1) {
                source.skip(wireType);
            } else if (wireType == LENGTH && wireType(kind) != LENGTH) {
                ByteSource packed = source.nested();
                while (packed.hasMore()) {
                    items.add(scalar(kind, packed));
                }
            } else if (wireType == wireType(kind)) {
                items.add(scalar(kind, source));
            } else {
                throw new MalformedValueException("an item of wire type " + wireType + " among " + kind);
            }
        }
        return new Array(kind, items);
    }

    private static int wireType(FeatureValue value) {
        ValueKind kind = kindOf(value);
        return kind == null ? LENGTH : wireType(kind);
    }

    private static int wireType(ValueKind kind) {
        return switch (kind) {
            case BYTES, STRING -> LENGTH;
            case DOUBLE -> FIXED64;
            case FLOAT -> FIXED32;
            case INT32, INT64, BOOL, UNIX_TIMESTAMP -> VARINT;
        };
    }
}
