package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Array;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.codec.digest.MurmurHash3;

class FormatProperties {
    @Property(tries = 500)
    void aValueComesBackAsItWasWritten(@ForAll("values") FeatureValue value) {
        assertThat(ValueFormat.decode(ValueFormat.encode(value))).isEqualTo(value);
    }

    @Property(tries = 300)
    void protobufReadsAndWritesTheSameBytes(@ForAll("scalars") FeatureValue value) throws IOException {
        // Given what protobuf's own runtime writes for the field
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream protobuf = CodedOutputStream.newInstance(bytes);
        write(value, protobuf);
        protobuf.flush();
        // Then ours is equal, and has one field
        assertThat(ValueFormat.encode(value)).isEqualTo(bytes.toByteArray());
        CodedInputStream input = CodedInputStream.newInstance(ValueFormat.encode(value));
        assertThat(input.skipField(input.readTag())).isTrue();
        assertThat(input.isAtEnd()).isTrue();
    }

    @Property(tries = 1000)
    void anyBytesAreAValueOrMalformed(@ForAll byte[] bytes) {
        assertThatCode(() -> {
                    try {
                        ValueFormat.decode(bytes);
                        TimestampFormat.decode(bytes);
                    } catch (MalformedValueException expected) {
                        assertThat(expected).hasMessageNotContaining("null");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Property(tries = 300)
    void timesAreProtobufTimestamps(@ForAll("times") Instant time) {
        Timestamp timestamp = Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
        assertThat(TimestampFormat.encode(time)).isEqualTo(timestamp.toByteArray());
        assertThat(TimestampFormat.decode(timestamp.toByteArray())).isEqualTo(time);
    }

    @Property(tries = 500)
    void hashIsMurmur3(@ForAll byte[] bytes) {
        assertThat(FieldHash.murmur3(bytes)).isEqualTo(MurmurHash3.hash32x86(bytes));
    }

    @Property(tries = 100)
    void everyFeatureIsFoundByItsField(@ForAll("names") List<String> names) {
        OnlineView view = OnlineView.of("view", names);
        for (int feature = 0; feature < names.size(); feature++) {
            assertThat(view.featureAt(FieldHash.field("view", names.get(feature))))
                    .isEqualTo(feature);
        }
        assertThat(view.featureAt(FieldHash.field("other", "name"))).isEqualTo(-1);
    }

    @Provide
    Arbitrary<FeatureValue> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(FeatureValue::of),
                Arbitraries.doubles().map(FeatureValue::of),
                Arbitraries.strings()
                        .ofMaxLength(200)
                        .filter(FormatProperties::encodable)
                        .map(FeatureValue::of),
                Arbitraries.of(true, false).map(FeatureValue::of),
                Arbitraries.integers().map(FeatureValue.Int32::new),
                Arbitraries.floats().map(FeatureValue.Float32::new),
                Arbitraries.longs().greaterOrEqual(Long.MIN_VALUE + 1).map(FeatureValue.UnixTimestamp::new),
                Arbitraries.bytes().array(byte[].class).map(FeatureValue.Bytes::new));
    }

    @Provide
    Arbitrary<FeatureValue> values() {
        Arbitrary<FeatureValue> arrays = scalars().flatMap(first -> scalars()
                .filter(item -> ValueFormat.kindOf(item) == ValueFormat.kindOf(first))
                .list()
                .ofMaxSize(4)
                .map(items -> new Array(kind(first), items)));
        return Arbitraries.oneOf(scalars(), Arbitraries.just(FeatureValue.NULL), arrays);
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(-62_135_596_800L, 253_402_300_799L).flatMap(seconds -> Arbitraries.integers()
                .between(0, 999_999_999)
                .map(nanos -> Instant.ofEpochSecond(seconds, nanos)));
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.strings()
                .alpha()
                .ofMinLength(1)
                .ofMaxLength(12)
                .list()
                .uniqueElements()
                .ofMaxSize(60);
    }

    private static ValueKind kind(FeatureValue scalar) {
        ValueKind kind = ValueFormat.kindOf(scalar);
        if (kind == null) {
            throw new AssertionError(scalar + " is no scalar");
        }
        return kind;
    }

    private static boolean encodable(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static void write(FeatureValue value, CodedOutputStream to) throws IOException {
        if (value instanceof FeatureValue.Int64 number) {
            to.writeInt64(4, number.value());
        } else if (value instanceof FeatureValue.Float64 number) {
            to.writeDouble(5, number.value());
        } else if (value instanceof FeatureValue.Text text) {
            to.writeString(2, text.value());
        } else if (value instanceof FeatureValue.Bool bool) {
            to.writeBool(7, bool.value());
        } else if (value instanceof FeatureValue.Int32 number) {
            to.writeInt32(3, number.value());
        } else if (value instanceof FeatureValue.Float32 number) {
            to.writeFloat(6, number.value());
        } else if (value instanceof FeatureValue.UnixTimestamp time) {
            to.writeInt64(8, time.epochSecond());
        } else if (value instanceof FeatureValue.Bytes bytes) {
            to.writeTag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            to.writeByteArrayNoTag(bytes.value());
        }
    }
}
