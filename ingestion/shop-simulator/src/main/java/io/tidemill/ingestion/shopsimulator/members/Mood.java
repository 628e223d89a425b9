package io.tidemill.ingestion.shopsimulator.members;

import io.tidemill.ingestion.shopsimulator.world.Chance;

/**
 * How a member feels about the chain. Who is discontent comes less, hardly shares, looks at less, and at last leaves;
 * who has left comes ever less for three weeks, and then no more.
 */
final class Mood {
    private static final double LEARNING = 0.18;
    private static final double REFUND_ANNOYANCE = 0.35;
    private static final int FADING_DAYS = 21;
    private static final double FADING_HALF_LIFE_DAYS = 5;
    private static final int STAYING = -1;

    private double contentment;
    private int daysSinceShare = 15;
    private int left = STAYING;

    Mood(double contentment) {
        this.contentment = contentment;
    }

    double contentment() {
        return contentment;
    }

    /** Takes in how good a visit was. */
    void visited(double experience) {
        change(LEARNING * (experience - contentment));
    }

    void refunded(double touchiness) {
        change(-REFUND_ANNOYANCE * touchiness);
    }

    void shared() {
        daysSinceShare = 0;
        change(0.02);
    }

    void helpedByCoupon() {
        change(0.03);
    }

    /** Whether the member decides on this day to leave. */
    boolean leaves(int day, Chance chance) {
        daysSinceShare++;
        double attachment = daysSinceShare < 30 ? 0.6 : 1.3;
        double hazard = 0.006 * attachment * StrictMath.exp(5 * (0.7 - contentment));
        if (left == STAYING && chance.happens(Math.min(0.2, hazard))) {
            left = day;
            return true;
        }
        return false;
    }

    /** Whether the member will never do anything again. */
    boolean gone(int day) {
        return left != STAYING && day - left > FADING_DAYS;
    }

    /** How many times as active the member is as habit would have it. */
    double activity(int day) {
        double staying = left == STAYING ? 1 : StrictMath.pow(0.5, (day - left) / FADING_HALF_LIFE_DAYS);
        return staying * (0.3 + contentment);
    }

    private void change(double by) {
        contentment = Math.max(0, Math.min(1, contentment + by));
    }
}
