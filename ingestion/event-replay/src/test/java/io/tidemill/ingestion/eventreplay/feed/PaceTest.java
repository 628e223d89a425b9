package io.tidemill.ingestion.eventreplay.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final Instant FIRST = Instant.parse("1997-01-01T00:00:00Z");

    @Test
    void followsTheTimesOfTheEvents() {
        // Given
        Pace pace = Pace.parseSpeed("3600", FIRST);

        // When, Then
        assertThat(pace.due(0, FIRST)).isZero();
        assertThat(pace.due(1, FIRST.plus(Duration.ofHours(2)))).isEqualTo(Duration.ofSeconds(2));
        assertThat(pace.due(2, FIRST.plus(Duration.ofDays(365_000)))).isEqualTo(Duration.ofSeconds(24 * 365_000));
    }

    @Test
    void waitsForTheRestAndNeverLessThanNothing() {
        // Given
        Pace pace = Pace.ofRate(20_000);

        // When, Then
        assertThat(pace.due(1_000_000, FIRST)).isEqualTo(Duration.ofSeconds(50));
        assertThat(pace.waitBefore(20_000, FIRST, Duration.ofMillis(400))).isEqualTo(Duration.ofMillis(600));
        assertThat(pace.waitBefore(20_000, FIRST, Duration.ofSeconds(3))).isZero();
        assertThat(Pace.parseSpeed("max", FIRST).waitBefore(9, FIRST, Duration.ZERO))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "0", "-1", "NaN", "Infinity", ""})
    void refusesWhatIsNoSpeed(String speed) {
        assertThatThrownBy(() -> Pace.parseSpeed(speed, FIRST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("speed ");
    }

    @Test
    void finishesTheDayAfterTheLastEvent() {
        assertThat(EventFeed.finishTime(Instant.parse("1998-06-30T23:59:59.999Z"), Duration.ofHours(1)))
                .isEqualTo("1998-07-01T01:00:00Z");
    }
}
