package io.tidemill.infra.systemtests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A process killed at some moment.
 *
 * @param part whose process
 * @param moment when
 */
record Blow(String part, Moment moment) {
    /** When a process is killed. */
    enum Moment {
        /** Some random seconds after the last victim is back at work. */
        ANY,
        /** Right when a commit to the table of orders begins to show in its folder. */
        IN_COMMIT,
        /** Some random seconds after the last victim was killed, whether it is back or not. */
        IN_RECOVERY
    }

    /** Each process once, PostgreSQL and Flink in the middle of a commit, in a random order. */
    static List<Blow> eachOnce(Random random) {
        List<Blow> blows = new ArrayList<>(List.of(
                new Blow("servers", Moment.ANY),
                new Blow("kafka", Moment.ANY),
                new Blow("postgres", Moment.IN_COMMIT),
                new Blow("flink", Moment.IN_COMMIT)));
        Collections.shuffle(blows, random);
        return blows;
    }

    /** So many, of all processes and at all moments. */
    static List<Blow> many(int count, Random random) {
        List<String> parts = List.of("servers", "flink", "flink", "kafka", "postgres", "postgres", "redis");
        List<Blow> blows = new ArrayList<>();
        while (blows.size() < count) {
            String part = parts.get(random.nextInt(parts.size()));
            Moment[] moments = Moment.values();
            blows.add(new Blow(part, moments[random.nextInt(moments.length)]));
        }
        return blows;
    }
}
