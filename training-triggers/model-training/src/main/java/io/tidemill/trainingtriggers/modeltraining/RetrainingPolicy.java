package io.tidemill.trainingtriggers.modeltraining;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a model is trained anew, in event time: as days of a lake table complete.
 *
 * @param table the table whose days count, such as {@code order_paid}
 * @param every how far boundaries are apart
 * @param minimumRows fewer training or test rows than this, and the run is skipped
 * @param minimumPositives fewer rows of either class than this, and the run is skipped
 */
public record RetrainingPolicy(String table, Interval every, int minimumRows, int minimumPositives) {
    public RetrainingPolicy {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(every, "every");
    }

    /** How far boundaries are apart. A boundary is the start of a day, in UTC. */
    public sealed interface Interval {
        /** The last boundary that is not after a day's start. */
        LocalDate boundaryAtOrBefore(LocalDate day);

        /** Each day. */
        record Night() implements Interval {
            @Override
            public LocalDate boundaryAtOrBefore(LocalDate day) {
                return day;
            }
        }

        /** The first of each month. */
        record Month() implements Interval {
            @Override
            public LocalDate boundaryAtOrBefore(LocalDate day) {
                return YearMonth.from(day).atDay(1);
            }
        }

        /** Each so many days, counted from 1970-01-01. */
        record Days(int days) implements Interval {
            public Days {
                if (days < 1) {
                    throw new IllegalArgumentException("every " + days + " days: expected 1 or more");
                }
            }

            @Override
            public LocalDate boundaryAtOrBefore(LocalDate day) {
                return day.minusDays(Math.floorMod(day.toEpochDay(), days));
            }
        }

        /** Reads {@code night}, {@code month} or {@code 7 days}. */
        static Optional<Interval> parse(String text) {
            Matcher days = Pattern.compile("([1-9]\\d{0,3}) days").matcher(text);
            if (days.matches()) {
                return Optional.of(new Days(Integer.parseInt(days.group(1))));
            }
            return switch (text) {
                case "night" -> Optional.of(new Night());
                case "month" -> Optional.of(new Month());
                default -> Optional.empty();
            };
        }
    }

    /**
     * The boundary that was passed when a day completed; data is complete up to there.
     *
     * @param completed the day that is complete now
     * @param before the latest day before it that was complete already
     * @return nothing if no boundary lies between them
     */
    public Optional<LocalDate> boundaryPassed(LocalDate completed, Optional<LocalDate> before) {
        LocalDate end = completed.plus(1, ChronoUnit.DAYS);
        LocalDate start = before.map(day -> day.plusDays(1)).orElse(completed);
        LocalDate boundary = every.boundaryAtOrBefore(end);
        return boundary.isAfter(start) ? Optional.of(boundary) : Optional.empty();
    }
}
