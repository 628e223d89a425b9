package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.expectations.Expectation;
import io.tidemill.schemas.expectations.Rule;
import io.tidemill.schemas.expectations.TableExpectations;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The days before a day.
 *
 * @param day the day
 * @param profiles what the days before look like
 */
public record History(LocalDate day, NavigableMap<LocalDate, DayProfile> profiles) {
    private static final int WEEK = 7;

    public History {
        profiles = new TreeMap<>(profiles);
    }

    /** The days that the expectations of a table compare a day with, in ascending order. */
    public static List<LocalDate> daysFor(TableExpectations expectations, LocalDate day) {
        TreeSet<LocalDate> days = new TreeSet<>();
        for (Expectation expectation : expectations.expectations()) {
            int step = expectation.rule() instanceof Rule.Volume ? WEEK : 1;
            for (int back = step; back <= expectation.rule().daysBack(); back += step) {
                days.add(day.minusDays(back));
            }
        }
        return List.copyOf(days);
    }

    /** The rows of the same weekday in weeks before, from the first day with rows on. */
    List<Long> sameWeekday(int weeks, Optional<String> tenant) {
        List<Long> counts = new ArrayList<>();
        for (int back = weeks; back >= 1; back--) {
            DayProfile profile = profiles.get(day.minusDays((long) WEEK * back));
            long rows = profile == null ? 0 : profile.rows(tenant);
            if (rows > 0 || !counts.isEmpty()) {
                counts.add(rows);
            }
        }
        return counts;
    }

    /** The profiles of a column on the days before that have numbers in it. */
    List<ColumnProfile> column(String column, Optional<String> tenant, int days) {
        return profiles.tailMap(day.minusDays(days), true).headMap(day, false).entrySet().stream()
                .map(Map.Entry::getValue)
                .flatMap(profile -> profile.column(column, tenant).stream())
                .filter(profile -> profile.moments().count() > 0)
                .toList();
    }
}
