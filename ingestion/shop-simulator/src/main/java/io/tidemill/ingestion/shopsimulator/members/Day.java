package io.tidemill.ingestion.shopsimulator.members;

import io.tidemill.ingestion.shopsimulator.world.Campaign;
import io.tidemill.ingestion.shopsimulator.world.Weather;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A day of the simulation.
 *
 * @param number from 0
 * @param date in UTC
 * @param weather of the day
 * @param campaign the coupon of the day, where there is one
 */
public record Day(int number, LocalDate date, Weather weather, @Nullable Campaign campaign) {
    private static final double MILLISECONDS_PER_HOUR = 3_600_000;

    /** The day of a number. */
    public static Day of(long seed, LocalDate firstDay, int number) {
        LocalDate date = firstDay.plusDays(number);
        return new Day(number, date, Weather.of(seed, date), Campaign.on(number).orElse(null));
    }

    /** The instant at an hour of the day; from 24 on it lies in the days after. */
    public Instant at(double hour) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant().plusMillis((long) (hour * MILLISECONDS_PER_HOUR));
    }
}
