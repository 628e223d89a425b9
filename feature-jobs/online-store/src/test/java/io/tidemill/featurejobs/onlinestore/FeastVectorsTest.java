package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.onlinestore.EntityKey.Part;
import io.tidemill.featurejobs.onlinestore.FeatureValue.Array;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that Feast's Python encoder writes, at version 0.66 with entity key serialisation 3. */
class FeastVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    static Stream<Arguments> entityKeys() {
        return Stream.of(
                Arguments.of(
                        EntityKey.of("driver_id", 1001),
                        "feature_repo",
                        "0100000002000000090000006472697665725f69640400000008000000e903000000000000"
                                + "666561747572655f7265706f"),
                Arguments.of(
                        EntityKey.of("customer_id", "C-42"),
                        "feature_repo",
                        "01000000020000000b000000637573746f6d65725f69640200000004000000432d3432"
                                + "666561747572655f7265706f"),
                Arguments.of(
                        new EntityKey(List.of(
                                new Part("driver_id", FeatureValue.of(1001)),
                                new Part("customer_id", FeatureValue.of("C-42")))),
                        "feature_repo",
                        "02000000020000000b000000637573746f6d65725f696402000000090000006472697665725f6964"
                                + "0200000004000000432d34320400000008000000e903000000000000666561747572655f7265706f"),
                Arguments.of(
                        EntityKey.of("driver_id", -1),
                        "p",
                        "0100000002000000090000006472697665725f69640400000008000000ffffffffffffffff70"),
                Arguments.of(
                        EntityKey.of("city", "zażółć"),
                        "p",
                        "01000000020000000400000063697479020000000a0000007a61c5bcc3b3c582c48770"),
                Arguments.of(
                        EntityKey.of("shop", new FeatureValue.Int32(7)),
                        "p",
                        "01000000020000000400000073686f7003000000040000000700000070"),
                Arguments.of(
                        EntityKey.of("h", new FeatureValue.Bytes(HEX.parseHex("deadbeef"))),
                        "p",
                        "010000000200000001000000680100000004000000deadbeef70"),
                Arguments.of(
                        EntityKey.of("day", new FeatureValue.UnixTimestamp(1_700_000_000)),
                        "p",
                        "010000000200000003000000646179080000000800000000f153650000000070"),
                Arguments.of(
                        EntityKey.OF_NOTHING, "p", "01000000020000000a0000005f5f64756d6d795f6964020000000000000070"));
    }

    @ParameterizedTest
    @MethodSource("entityKeys")
    void entityKey(EntityKey key, String project, String hex) {
        assertThat(HEX.formatHex(new EntityKeyFormat(project).encode(key))).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "driver_hourly_stats, conv_rate, 6160e3da",
        "driver_hourly_stats, acc_rate, fa5e58ad",
        "driver_hourly_stats, avg_daily_trips, 18a5e5a3",
        "txn_5m, amount_sum, 850935f7",
        "user, 😀, 3b21869e"
    })
    void field(String view, String feature, String hex) {
        assertThat(HEX.formatHex(FieldHash.field(view, feature))).isEqualTo(hex);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(new FeatureValue.Float32(0.5f), "350000003f"),
                Arguments.of(FeatureValue.of(1.25), "29000000000000f43f"),
                Arguments.of(FeatureValue.of(1001), "20e907"),
                Arguments.of(FeatureValue.of(-1), "20ffffffffffffffffff01"),
                Arguments.of(FeatureValue.of(0), "2000"),
                Arguments.of(new FeatureValue.Int32(7), "1807"),
                Arguments.of(FeatureValue.of("abc"), "1203616263"),
                Arguments.of(FeatureValue.of(""), "1200"),
                Arguments.of(FeatureValue.of(true), "3801"),
                Arguments.of(FeatureValue.of(false), "3800"),
                Arguments.of(FeatureValue.of(Instant.ofEpochSecond(1_700_000_000)), "4080e2cfaa06"),
                Arguments.of(
                        new Array(
                                ValueKind.INT64, List.of(FeatureValue.of(1), FeatureValue.of(2), FeatureValue.of(300))),
                        "72060a040102ac02"),
                Arguments.of(
                        new Array(ValueKind.STRING, List.of(FeatureValue.of("a"), FeatureValue.of("bc"))),
                        "62070a01610a026263"),
                Arguments.of(new Array(ValueKind.DOUBLE, List.of(FeatureValue.of(1.5))), "7a0a0a08000000000000f83f"),
                Arguments.of(FeatureValue.NULL, ""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void value(FeatureValue value, String hex) {
        assertThat(HEX.formatHex(ValueFormat.encode(value))).isEqualTo(hex);
        assertThat(ValueFormat.decode(HEX.parseHex(hex))).isEqualTo(value);
    }

    @Test
    void aNullInstantThatFeastWroteIsANull() {
        assertThat(ValueFormat.decode(HEX.parseHex("4080808080808080808001"))).isEqualTo(FeatureValue.NULL);
    }

    @ParameterizedTest
    @CsvSource({
        "2023-11-14T22:13:20Z, 0880e2cfaa06",
        "2023-11-14T22:13:20.123456Z, 0880e2cfaa06108094ef3a",
        "1970-01-01T00:00:00Z, ''",
        "1969-12-31T23:59:59Z, 08ffffffffffffffffff01"
    })
    void eventTime(Instant time, String hex) {
        assertThat(HEX.formatHex(TimestampFormat.encode(time))).isEqualTo(hex);
        assertThat(TimestampFormat.decode(HEX.parseHex(hex))).isEqualTo(time);
    }
}
