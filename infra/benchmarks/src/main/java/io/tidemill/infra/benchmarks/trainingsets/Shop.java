package io.tidemill.infra.benchmarks.trainingsets;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A year of orders nobody made, and the questions asked about it: the same ones wherever they are made anew.
 *
 * @param orders how many there are
 * @param members who makes them, each as likely as any other
 * @param questions how many rows the training set has, each of a member as of an instant of the second half year
 */
record Shop(long orders, int members, int questions) {
    private static final long SEED = 20260101;
    private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(364);
    private static final int CENTS = 20_000;

    /** One order. */
    record Order(long number, String member, Instant time, long cents) {}

    /** A member as of an instant. */
    record Question(String member, Instant asOf) {}

    /** The orders, in no order of time. */
    Stream<Order> allOrders() {
        SplittableRandom random = new SplittableRandom(SEED);
        return drawn(orders, number -> {
            String member = member(random);
            Instant time = BEGIN.plusMillis(random.nextLong(YEAR.toMillis()));
            return new Order(number, member, time, random.nextInt(CENTS));
        });
    }

    /** The questions, in the order of the training set's rows. */
    Stream<Question> allQuestions() {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        long half = YEAR.toMillis() / 2;
        return drawn(questions, number -> new Question(member(random), BEGIN.plusMillis(half + random.nextLong(half))));
    }

    private String member(SplittableRandom random) {
        return "m-" + random.nextInt(members);
    }

    private static <T> Stream<T> drawn(long count, LongFunction<T> next) {
        return LongStream.range(0, count).mapToObj(next);
    }
}
