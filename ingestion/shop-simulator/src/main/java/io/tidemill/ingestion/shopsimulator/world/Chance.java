package io.tidemill.ingestion.shopsimulator.world;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What is left to chance, the same for the same seed on every machine ({@link StrictMath} only). Not safe to share
 * between threads.
 */
public final class Chance {
    private final SplittableRandom random;

    private Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The chance of one concern, independent of that of any other. */
    public static Chance of(long seed, String concern, long number) {
        long mixed = seed;
        for (int i = 0; i < concern.length(); i++) {
            mixed = mix(mixed * 31 + concern.charAt(i));
        }
        return new Chance(mix(mixed + number * 0x9E3779B97F4A7C15L));
    }

    /** Whether something of this probability happens. */
    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** A number from {@code least} up to {@code below}. */
    public double between(double least, double below) {
        return least + (below - least) * random.nextDouble();
    }

    /** A whole number from 0 up to {@code below}. */
    public int below(int below) {
        return random.nextInt(below);
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A normally distributed number (Box and Muller). */
    public double normal(double mean, double deviation) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return mean + deviation * radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    /** A log-normally distributed number with this median. */
    public double logNormal(double median, double deviation) {
        return median * StrictMath.exp(normal(0, deviation));
    }

    /** How often something happens that happens {@code mean} times on average (Poisson, by Knuth's method). */
    public int times(double mean) {
        double limit = StrictMath.exp(-mean);
        double product = random.nextDouble();
        int times = 0;
        while (product > limit) {
            product *= random.nextDouble();
            times++;
        }
        return times;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
