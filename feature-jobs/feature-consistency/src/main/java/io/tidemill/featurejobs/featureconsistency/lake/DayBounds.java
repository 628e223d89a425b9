package io.tidemill.featurejobs.featureconsistency.lake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * The part of a day that is compared.
 *
 * @param from its beginning in UTC
 * @param to its end, or earlier
 */
public record DayBounds(Instant from, Instant to) {
    /** @param upTo what was served from then on is left out */
    public static DayBounds of(LocalDate day, Instant upTo) {
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = from.plus(Duration.ofDays(1));
        return new DayBounds(from, upTo.isBefore(end) ? upTo : end);
    }

    /** Whether a time in a column lies in it. */
    Expression hold(String column) {
        return Expressions.and(
                Expressions.greaterThanOrEqual(column, micros(from)), Expressions.lessThan(column, micros(to)));
    }

    private static long micros(Instant time) {
        return Math.multiplyExact(time.toEpochMilli(), 1000L);
    }
}
