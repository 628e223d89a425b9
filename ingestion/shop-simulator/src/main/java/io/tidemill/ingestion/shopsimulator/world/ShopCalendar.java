package io.tidemill.ingestion.shopsimulator.world;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Set;

/** How busy days are: the weekly rhythm and the holidays. */
public final class ShopCalendar {
    private static final Set<MonthDay> HOLIDAYS = Set.of(
            MonthDay.of(1, 1),
            MonthDay.of(2, 14),
            MonthDay.of(3, 8),
            MonthDay.of(5, 1),
            MonthDay.of(5, 2),
            MonthDay.of(5, 3),
            MonthDay.of(6, 1),
            MonthDay.of(6, 18),
            MonthDay.of(10, 1),
            MonthDay.of(10, 2),
            MonthDay.of(10, 3),
            MonthDay.of(11, 11),
            MonthDay.of(12, 24),
            MonthDay.of(12, 25));
    private static final double HOLIDAY_FACTOR = 1.7;

    private ShopCalendar() {}

    /** Whether the shops are crowded. */
    public static boolean holiday(LocalDate day) {
        return HOLIDAYS.contains(MonthDay.from(day));
    }

    /**
     * How much more likely a visit is on this day than on an average one; the factors of an ordinary week have the
     * mean 1.
     *
     * @param weekendLove from 0, who comes on working days, to 1, who comes at the weekend
     */
    public static double factor(LocalDate day, double weekendLove) {
        double weekend = 0.7 + 1.6 * weekendLove;
        double working = (7 - 2 * weekend) / 5;
        DayOfWeek weekday = day.getDayOfWeek();
        boolean free = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
        return (free ? weekend : working) * (holiday(day) ? HOLIDAY_FACTOR : 1);
    }
}
