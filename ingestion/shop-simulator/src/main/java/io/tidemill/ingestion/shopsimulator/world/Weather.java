package io.tidemill.ingestion.shopsimulator.world;

import java.time.LocalDate;

/**
 * The weather of a day, the same for the whole chain.
 *
 * @param temperature in degrees Celsius at noon
 * @param rain in millimetres
 */
public record Weather(double temperature, double rain) {
    /** The weather of a day; any day can be asked for, in any order. */
    public static Weather of(long seed, LocalDate day) {
        // Rain comes in spells: what one draw gives lasts three days, and a second draw breaks it up.
        boolean spell =
                Chance.of(seed, "spell", Math.floorDiv(day.toEpochDay(), 3)).happens(0.35);
        Chance chance = Chance.of(seed, "weather", day.toEpochDay());
        double season = 15 - 11 * StrictMath.cos(2 * StrictMath.PI * (day.getDayOfYear() - 20) / 365.25);
        double rain = chance.happens(spell ? 0.8 : 0.1) ? chance.between(1, 25) : 0;
        return new Weather(season + chance.normal(0, 2.5) - (rain > 0 ? 3 : 0), rain);
    }

    /** How much less likely rain makes a visit. */
    public double factor(double sensitivity) {
        return rain > 0 ? 1 - 0.6 * sensitivity : 1;
    }
}
