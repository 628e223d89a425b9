package io.tidemill.infra.systemtests.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The orders of a load, which follow from a seed: an hour of event time for each second of sending. */
final class LoadEvents {
    static final Instant FIRST_DAY = Instant.parse("2025-01-01T00:00:00Z");

    private static final int KEYS = 400;
    private static final int LARGEST_QUARTERS = 4000;
    private static final double INVALID = 0.002;
    private static final long OUT_OF_ORDER_MILLIS = 3000;

    private final long seed;
    private final double stepMillis;

    /** @param perSecond how many are sent in a second */
    LoadEvents(long seed, int perSecond) {
        this.seed = seed;
        this.stepMillis = (double) Duration.ofHours(1).toMillis() / perSecond;
    }

    /** The order at a place. */
    LoadEvent at(long sequence) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + sequence);
        double few = random.nextDouble();
        Instant time = FIRST_DAY.plusMillis((long) (sequence * stepMillis) + random.nextLong(OUT_OF_ORDER_MILLIS));
        return new LoadEvent(
                sequence,
                "load-" + Long.toUnsignedString(seed, 36) + "-" + sequence,
                key((int) (KEYS * few * few)),
                1 + random.nextLong(LARGEST_QUARTERS),
                time,
                random.nextDouble() >= INVALID);
    }

    /** Every key that an order may have. */
    static List<String> keys() {
        return IntStream.range(0, KEYS).mapToObj(LoadEvents::key).toList();
    }

    /** The midnight after all orders before a place, a day beyond the last. */
    Instant end(long sequence) {
        long days =
                Math.floorDiv((long) (sequence * stepMillis), Duration.ofDays(1).toMillis());
        return FIRST_DAY.plus(Duration.ofDays(days + 2));
    }

    private static String key(int number) {
        return "member-" + number;
    }
}
