package io.tidemill.ingestion.eventreplay.feed;

import java.time.Duration;
import java.time.Instant;

/** When each event of a feed is due. Immutable. */
public sealed interface Pace {
    /**
     * When an event is due, counted from the moment the sending began.
     *
     * @param index the event's place in the feed, from 0
     * @param eventTime the event's time
     */
    Duration due(long index, Instant eventTime);

    /** How long to wait before an event, when {@code elapsed} has passed since the sending began; never negative. */
    default Duration waitBefore(long index, Instant eventTime, Duration elapsed) {
        Duration rest = due(index, eventTime).minus(elapsed);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** As fast as they are taken. */
    static Pace unlimited() {
        return new Unlimited();
    }

    /**
     * By the events' own times, a number of times as fast.
     *
     * @param firstTime the time of the first event, which is due at once
     * @param speed 1 for real time, 3600 for an hour each second
     */
    static Pace ofSpeed(Instant firstTime, double speed) {
        return new Speed(firstTime, speed);
    }

    /** At a constant number of events per second, whatever their times. */
    static Pace ofRate(double eventsPerSecond) {
        return new Rate(eventsPerSecond);
    }

    /**
     * The pace that a command line asks for.
     *
     * @param speed {@code max}, or how many times as fast as real time, such as {@code 3600}
     * @param firstTime the time of the first event
     * @throws IllegalArgumentException if it is neither
     */
    static Pace parseSpeed(String speed, Instant firstTime) {
        if (speed.equals("max")) {
            return unlimited();
        }
        try {
            return ofSpeed(firstTime, Double.parseDouble(speed));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("speed " + speed + ": expected max or a number above 0", e);
        }
    }

    /** As fast as they are taken. */
    record Unlimited() implements Pace {
        @Override
        public Duration due(long index, Instant eventTime) {
            return Duration.ZERO;
        }
    }

    /**
     * By the events' own times.
     *
     * @param firstTime the time of the first event
     * @param speed how many times as fast as real time
     */
    record Speed(Instant firstTime, double speed) implements Pace {
        public Speed {
            requirePositive("speed", speed);
        }

        @Override
        public Duration due(long index, Instant eventTime) {
            long milliseconds = Duration.between(firstTime, eventTime).toMillis();
            return Duration.ofNanos((long) (milliseconds / speed * 1e6));
        }
    }

    /**
     * At a constant rate.
     *
     * @param eventsPerSecond how many
     */
    record Rate(double eventsPerSecond) implements Pace {
        public Rate {
            requirePositive("rate", eventsPerSecond);
        }

        @Override
        public Duration due(long index, Instant eventTime) {
            return Duration.ofNanos((long) (index / eventsPerSecond * 1e9));
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " " + value + ": expected a number above 0");
        }
    }
}
