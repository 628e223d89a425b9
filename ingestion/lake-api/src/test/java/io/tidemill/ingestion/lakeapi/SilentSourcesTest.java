package io.tidemill.ingestion.lakeapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SilentSourcesTest {
    private static final LocalDate TODAY = LocalDate.of(1997, 1, 4);
    private static final SilentSources RULE = new SilentSources(3, Duration.ofHours(1));

    private final List<SourceDay> sent = new ArrayList<>();

    @Test
    void aSourceThatHasNotBegunIsSilentWhenItIsLaterThanOnAnyDayBefore() {
        // Given a source that began between eight and ten on three days, and another that sends all day
        alwaysFrom("/late", 8, 9, 10);
        alwaysFrom("/all-day", 0, 0, 0);
        // When the table is at eleven less a little, then nobody is silent
        sent(TODAY, "/all-day", 0, 10.9);
        assertThat(RULE.on(TODAY, "t", sent)).isEmpty();
        // When it is at eleven, then the source is
        sent(TODAY, "/all-day", 0, 11);
        assertThat(RULE.on(TODAY, "t", sent)).singleElement().satisfies(silent -> {
            assertThat(silent.source()).isEqualTo("/late");
            assertThat(silent.lastEvent()).isEmpty();
            assertThat(silent.expectedBy()).isEqualTo(at(TODAY, 10));
        });
    }

    @Test
    void aSourceThatStoppedIsSilentWhenItHadSentLongerOnEachDayBefore() {
        // Given a source that sent until twenty-two at least on three days, and until noon today
        alwaysFrom("/stops", 0, 0, 0);
        alwaysFrom("/all-day", 0, 0, 0);
        sent(TODAY, "/stops", 0, 12);
        // When the table is at twenty-two, then it may still come; and an hour later it is silent
        sent(TODAY, "/all-day", 0, 22);
        assertThat(RULE.on(TODAY, "t", sent)).isEmpty();
        sent(TODAY, "/all-day", 0, 23);
        assertThat(RULE.on(TODAY, "t", sent)).singleElement().satisfies(silent -> assertThat(silent.lastEvent())
                .contains(at(TODAY, 12)));
    }

    @Test
    void aSourceThatBeganInTheLastHourIsReportedBeforeTheDayCloses() {
        alwaysFrom("/night", 23.5, 23.5, 23.5);
        alwaysFrom("/all-day", 0, 0, 0);
        sent(TODAY, "/all-day", 0, 23.2);
        assertThat(RULE.on(TODAY, "t", sent)).extracting(SilentSource::source).containsExactly("/night");
    }

    @Test
    void nobodyIsExpectedWhoDidNotSendOnEachDayNorOnFewDays() {
        // Given a source that missed a day, and a table with two days only before
        alwaysFrom("/all-day", 0, 0, 0);
        sent(TODAY.minusDays(1), "/now-and-then", 0, 23);
        sent(TODAY.minusDays(3), "/now-and-then", 0, 23);
        sent(TODAY, "/all-day", 0, 23.9);
        assertThat(RULE.on(TODAY, "t", sent)).isEmpty();
        sent.removeIf(day -> day.day().equals(TODAY.minusDays(2)));
        sent(TODAY, "/other", 0, 23.9);
        sent.removeIf(day -> day.day().equals(TODAY) && day.source().equals("/all-day"));
        assertThat(RULE.on(TODAY, "t", sent)).isEmpty();
    }

    private void alwaysFrom(String source, double... hours) {
        for (int i = 0; i < hours.length; i++) {
            sent(TODAY.minusDays(i + 1), source, hours[i], Math.max(22, hours[i]));
        }
    }

    private void sent(LocalDate day, String source, double from, double to) {
        sent.removeIf(known -> known.day().equals(day) && known.source().equals(source));
        sent.add(new SourceDay(day, "default", source, 1, at(day, from), at(day, to), new TreeSet<>(List.of(0))));
    }

    private static Instant at(LocalDate day, double hour) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds((long) (hour * 3600));
    }
}
