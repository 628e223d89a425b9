package io.tidemill.ingestion.shopsimulator.world;

import java.util.Optional;

/**
 * A coupon that half of the members get, by chance, for some days.
 *
 * @param number from 0
 */
public record Campaign(int number) {
    /** How many days lie between two campaigns' first days. */
    public static final int PERIOD_DAYS = 9;

    private static final int FIRST_DAY = 4;
    private static final int DURATION_DAYS = 4;

    /** The campaign of a day of the simulation, where there is one. */
    public static Optional<Campaign> on(int day) {
        int since = day - FIRST_DAY;
        return since >= 0 && since % PERIOD_DAYS < DURATION_DAYS
                ? Optional.of(new Campaign(since / PERIOD_DAYS))
                : Optional.empty();
    }

    /** Whether it begins on this day of the simulation. */
    public boolean beginsOn(int day) {
        return day == FIRST_DAY + number * PERIOD_DAYS;
    }

    public String couponId() {
        return "coupon-%02d".formatted(number + 1);
    }

    /** The part of the amount that it takes off. */
    public double discount() {
        return 0.1 + 0.05 * (number % 3);
    }

    /** Whether a member gets it. */
    public boolean treats(long seed, int member) {
        return Chance.of(seed, couponId(), member).happens(0.5);
    }
}
