package io.tidemill.infra.systemtests.faults;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** Counts and sums of rows, against which features and completed days are compared. */
final class LakeTotals {
    /** What the rows of one key come to. */
    record Total(long count, BigDecimal sum) {
        Total plus(Total other) {
            return new Total(count + other.count, sum.add(other.sum));
        }
    }

    private final Map<String, Total> byKey = new TreeMap<>();
    private final Map<LocalDate, Long> byDay = new TreeMap<>();

    void add(LakeRow row) {
        byKey.merge(row.key(), new Total(1, row.amount()), Total::plus);
        byDay.merge(row.day(), 1L, Long::sum);
    }

    /** What the rows of a key come to; nothing where there are none. */
    Total of(String key) {
        return byKey.getOrDefault(key, new Total(0, BigDecimal.ZERO));
    }

    /** Rows by day. */
    Map<LocalDate, Long> days() {
        return Map.copyOf(byDay);
    }
}
