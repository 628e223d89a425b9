package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.ingestion.lakesink.CompletedDays.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/** Which days are announced, whatever days have rows and however the watermark goes. Day 0 is in 1970. */
class CompletedDaysProperties {
    private static final int LAST = 400;

    @Property
    void eachDayWithRowsIsAnnouncedOnceAndByWhatIsCommitted(
            @ForAll @NotEmpty @Size(max = 12) Set<@IntRange(max = LAST) Integer> withRows,
            @ForAll @Size(max = 8) Set<@IntRange(max = LAST) Integer> watermarks,
            @ForAll boolean restarted) {
        // Given rows, and a watermark that passes every day in the end
        NavigableMap<Integer, Long> rows = rows(withRows);
        NavigableSet<Integer> ends = new TreeSet<>(watermarks);
        ends.add(LAST + 1);
        CompletedDays days = fresh();
        NavigableMap<Integer, Long> announced = new TreeMap<>();
        for (int end : ends) {
            // When it is asked at each, by a job that may have read back what it announced before
            if (restarted) {
                CompletedDays next = fresh();
                announced.forEach((day, of) -> next.announced(day, 1, of));
                days = next;
            }
            for (Announcement due : days.due(rows, end * TableDay.MILLIS, 0)) {
                // Then no day is announced twice, or before it is over
                assertThat(due.revision()).isEqualTo(1);
                assertThat(due.day()).isLessThan(end);
                assertThat(announced.put(due.day(), due.rows())).isNull();
                days.announced(due.day(), 1, due.rows());
            }
        }
        // And each with rows is, with its rows
        assertThat(announced).containsAllEntriesOf(rows);
    }

    @Property
    void noNightIsLeftOutWhereDaysWithRowsAreNear(
            @ForAll @NotEmpty @Size(max = 12) Set<@IntRange(max = LAST) Integer> withRows,
            @ForAll @Size(max = 8) Set<@IntRange(max = LAST) Integer> watermarks) {
        NavigableMap<Integer, Long> rows = rows(withRows);
        NavigableSet<Integer> announced = announced(rows, watermarks);
        // Then every day is announced that lies between two with rows of which the second comes in a month at most
        for (int day = rows.firstKey(); day <= rows.lastKey(); day++) {
            if (rows.ceilingKey(day) - rows.floorKey(day) <= CompletedDays.LARGEST_GAP_DAYS + 1) {
                assertThat(announced).contains(day);
            }
        }
    }

    @Property
    void noEmptyDayIsAnnouncedThatIsFarFromRows(
            @ForAll @NotEmpty @Size(max = 12) Set<@IntRange(max = LAST) Integer> withRows,
            @ForAll @Size(max = 8) Set<@IntRange(max = LAST) Integer> watermarks) {
        NavigableMap<Integer, Long> rows = rows(withRows);
        for (int day : announced(rows, watermarks)) {
            Integer before = rows.floorKey(day);
            assertThat(before).isNotNull();
            assertThat(day - before).isLessThanOrEqualTo(CompletedDays.LARGEST_GAP_DAYS);
        }
    }

    @Property
    void aDayOfTheDistantPastBringsNoOther(
            @ForAll @IntRange(max = LAST) int old,
            @ForAll @NotEmpty @Size(max = 12) Set<@IntRange(min = 20_000, max = 20_100) Integer> withRows,
            @ForAll @IntRange(min = 20_000, max = 20_101) int end) {
        // Given what is announced without an event of the distant past
        NavigableMap<Integer, Long> rows = rows(withRows);
        List<Announcement> without = fresh().due(rows, end * TableDay.MILLIS, 0);
        // When there is one
        rows.put(old, 1L);
        List<Announcement> with = fresh().due(rows, end * TableDay.MILLIS, 0);
        // Then its day is announced, and nothing else that was not
        assertThat(with).startsWith(new Announcement(old, 1, 1)).hasSize(without.size() + 1);
        assertThat(with.subList(1, with.size())).isEqualTo(without);
    }

    private static NavigableSet<Integer> announced(NavigableMap<Integer, Long> rows, Set<Integer> watermarks) {
        NavigableSet<Integer> ends = new TreeSet<>(watermarks);
        ends.add(LAST + 1);
        CompletedDays days = fresh();
        NavigableSet<Integer> announced = new TreeSet<>();
        for (int end : ends) {
            for (Announcement due : days.due(rows, end * TableDay.MILLIS, 0)) {
                announced.add(due.day());
                days.announced(due.day(), due.revision(), due.rows());
            }
        }
        return announced;
    }

    private static NavigableMap<Integer, Long> rows(Set<Integer> days) {
        NavigableMap<Integer, Long> rows = new TreeMap<>();
        days.forEach(day -> rows.put(day, 3L + day));
        return rows;
    }

    private static CompletedDays fresh() {
        return new CompletedDays(Duration.ZERO, Duration.ofMinutes(1));
    }
}
