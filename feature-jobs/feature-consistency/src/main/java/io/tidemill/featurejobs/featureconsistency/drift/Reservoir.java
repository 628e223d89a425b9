package io.tidemill.featurejobs.featureconsistency.drift;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A uniform sample of numbers of which nobody knows how many will come: algorithm R (J. S. Vitter, Random sampling with a
 * reservoir, ACM TOMS 11, 1985). The same numbers in the same order give the same sample. Not safe to share between threads.
 */
public final class Reservoir {
    private static final int MOST = 5000;
    private static final long SEED = 20_260_301;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final double[] kept = new double[MOST];
    private long present;
    private long missing;

    /** Takes a number; NaN is one that is missing. */
    public void add(double number) {
        if (Double.isNaN(number)) {
            missing++;
            return;
        }
        if (present < MOST) {
            kept[(int) present] = number;
        } else {
            long place = random.nextLong(present + 1);
            if (place < MOST) {
                kept[(int) place] = number;
            }
        }
        present++;
    }

    /** The distribution of all that was taken, by the sample. */
    public Distribution distribution() {
        if (present == 0) {
            double[] none = new double[(int) Math.min(missing, MOST)];
            Arrays.fill(none, Double.NaN);
            return Distribution.of(none);
        }
        long all = present + missing;
        return Distribution.of(Arrays.copyOf(kept, (int) Math.min(present, MOST)), (double) missing / all);
    }

    /** How many were taken, with those that are missing. */
    public long count() {
        return present + missing;
    }
}
