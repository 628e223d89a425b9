package io.tidemill.schemas.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UtcTimesProperties {
    @Property
    void isWhatTheReferenceMakesOfATime(@ForAll("instants") Instant time) {
        assertThat(UtcTimes.parse(time.toString())).isEqualTo(time);
    }

    @Property(tries = 20_000)
    void isWhatTheReferenceMakesOfAnyText(@ForAll("nearlyTimes") String text) {
        assertThat(read(text)).as(text).isEqualTo(reference(text));
    }

    @Example
    void isWhatTheReferenceMakesOfWhatIsOdd() {
        for (String text : new String[] {
            "",
            "Z",
            "2026-01-02T03:04:05Z",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04:05.1Z",
            "2026-01-02T03:04:05.123456789Z",
            "2026-01-02T03:04:05.1234567891Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T24:00:01Z",
            "2016-12-31T23:59:60Z",
            "2026-01-02T03:60:05Z",
            "2026-02-29T03:04:05Z",
            "2024-02-29T03:04:05Z",
            "2026-13-01T03:04:05Z",
            "0000-01-01T00:00:00Z",
            "+12026-01-02T03:04:05Z",
            "-0001-01-02T03:04:05Z",
            "2026-01-02t03:04:05z",
            "2026-01-02 03:04:05Z",
            "2026-01-02T03:04:05+01:00",
            "2026-01-02T03:04Z",
            "\u0662026-01-02T03:04:05Z",
            "202\u0666-01-02T03:04:05Z"
        }) {
            assertThat(read(text)).as(text).isEqualTo(reference(text));
        }
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(-62_200_000_000L, 253_500_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    /** Texts of the right shape with parts that are often out of range, and now and then another character. */
    @Provide
    Arbitrary<String> nearlyTimes() {
        Arbitrary<String> shaped = Combinators.combine(
                        Arbitraries.integers().between(0, 9999),
                        Arbitraries.integers().between(0, 14),
                        Arbitraries.integers().between(0, 33),
                        Arbitraries.integers().between(0, 26),
                        Arbitraries.integers().between(0, 62),
                        Arbitraries.integers().between(0, 62),
                        Arbitraries.strings().numeric().ofMaxLength(11))
                .as((year, month, day, hour, minute, second, fraction) ->
                        String.format("%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute, second)
                                + (fraction.isEmpty() ? "" : "." + fraction)
                                + "Z");
        return Combinators.combine(
                        shaped,
                        Arbitraries.integers().between(0, 120),
                        Arbitraries.chars().with('0', '9', ':', '.', 'Z', '-', 'T', ' ', '+', '\u0663'))
                .as((text, at, other) ->
                        at < text.length() ? text.substring(0, at) + other + text.substring(at + 1) : text);
    }

    private static Optional<Instant> read(String text) {
        try {
            return Optional.of(UtcTimes.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> reference(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
