package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.ValueKind;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes that Feast's Python encoder writes. */
class FeastValuesTest {
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(new FeatureValue.Float32(.5f), "350000003f"),
                Arguments.of(FeatureValue.of(1.25), "29000000000000f43f"),
                Arguments.of(FeatureValue.of(1001), "20e907"),
                Arguments.of(FeatureValue.of(-1), "20ffffffffffffffffff01"),
                Arguments.of(FeatureValue.of(0), "2000"),
                Arguments.of(new FeatureValue.Int32(7), "1807"),
                Arguments.of(FeatureValue.of("abc"), "1203616263"),
                Arguments.of(FeatureValue.of(""), "1200"),
                Arguments.of(FeatureValue.of(true), "3801"),
                Arguments.of(FeatureValue.of(false), "3800"),
                Arguments.of(new FeatureValue.UnixTimestamp(1_700_000_000), "4080e2cfaa06"),
                Arguments.of(new FeatureValue.Bytes(new byte[] {(byte) 0xde, (byte) 0xad}), "0a02dead"),
                Arguments.of(FeatureValue.NULL, ""),
                Arguments.of(
                        list(ValueKind.INT64, FeatureValue.of(1), FeatureValue.of(2), FeatureValue.of(300)),
                        "72060a040102ac02"),
                Arguments.of(list(ValueKind.STRING, FeatureValue.of("a"), FeatureValue.of("bc")), "62070a01610a026263"),
                Arguments.of(list(ValueKind.DOUBLE, FeatureValue.of(1.5)), "7a0a0a08000000000000f83f"),
                Arguments.of(list(ValueKind.STRING), "6200"),
                Arguments.of(list(ValueKind.INT32, new FeatureValue.Int32(7)), "6a030a0107"),
                Arguments.of(list(ValueKind.FLOAT, new FeatureValue.Float32(.5f)), "8201060a040000003f"),
                Arguments.of(list(ValueKind.BOOL, FeatureValue.of(true)), "8a01030a0101"),
                Arguments.of(list(ValueKind.UNIX_TIMESTAMP, new FeatureValue.UnixTimestamp(5)), "9201030a0105"),
                Arguments.of(list(ValueKind.BYTES, new FeatureValue.Bytes(new byte[] {1})), "5a030a0101"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aValueIsWrittenAsFeastWritesIt(FeatureValue value, String bytes) {
        assertThat(HexFormat.of().formatHex(FeastValues.of(value).toByteArray()))
                .isEqualTo(bytes);
    }

    private static FeatureValue list(ValueKind kind, FeatureValue... items) {
        return new FeatureValue.Array(kind, List.of(items));
    }
}
