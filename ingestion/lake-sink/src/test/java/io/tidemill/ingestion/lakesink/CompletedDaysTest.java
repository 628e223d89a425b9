package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.ingestion.lakesink.CompletedDays.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompletedDaysTest {
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final CompletedDays days = new CompletedDays(Duration.ZERO, QUIET);

    @Test
    void aDayIsCompleteWhenTheWatermarkReachesItsEnd() {
        assertThat(due(Map.of(10, 5L), 11 * TableDay.MILLIS - 1, 0)).isEmpty();
        assertThat(due(Map.of(10, 5L), 11 * TableDay.MILLIS, 0)).containsExactly(new Announcement(10, 1, 5));
    }

    @Test
    void allowedLatenessHoldsDaysOpen() {
        CompletedDays patient = new CompletedDays(Duration.ofHours(1), QUIET);
        assertThat(patient.due(new TreeMap<>(Map.of(10, 5L)), 11 * TableDay.MILLIS, 0))
                .isEmpty();
    }

    @Test
    void emptyDaysBetweenAreAnnouncedToo() {
        assertThat(due(Map.of(10, 5L, 12, 1L), 13 * TableDay.MILLIS, 0))
                .containsExactly(new Announcement(10, 1, 5), new Announcement(11, 1, 0), new Announcement(12, 1, 1));
    }

    @Test
    void aDayFarFromEveryOtherCompletesByItself() {
        assertThat(due(Map.of(0, 1L, 20_000, 7L), 20_001 * TableDay.MILLIS, 0))
                .containsExactly(new Announcement(0, 1, 1), new Announcement(20_000, 1, 7));
        assertThat(due(Map.of(0, 1L), Long.MAX_VALUE, 0)).containsExactly(new Announcement(0, 1, 1));
    }

    @Test
    void whatStandsOnTheTopicIsNotAnnouncedAgain() {
        days.announced(10, 1, 5);
        assertThat(due(Map.of(10, 5L), 20 * TableDay.MILLIS, 0))
                .extracting(Announcement::day)
                .doesNotContain(10);
    }

    @Test
    void rowsThatComeLateMakeARevisionOnceItIsQuiet() {
        days.announced(10, 1, 5);
        long watermark = 11 * TableDay.MILLIS;
        assertThat(due(Map.of(10, 6L), watermark, 0)).isEmpty();
        assertThat(due(Map.of(10, 7L), watermark, 50_000)).isEmpty();
        assertThat(due(Map.of(10, 7L), watermark, 100_000)).isEmpty();
        assertThat(due(Map.of(10, 7L), watermark, 110_000)).containsExactly(new Announcement(10, 2, 7));
        days.announced(10, 2, 7);
        assertThat(due(Map.of(10, 7L), watermark, 200_000)).isEmpty();
    }

    private List<Announcement> due(Map<Integer, Long> rows, long watermark, long now) {
        return days.due(new TreeMap<>(rows), watermark, now);
    }
}
