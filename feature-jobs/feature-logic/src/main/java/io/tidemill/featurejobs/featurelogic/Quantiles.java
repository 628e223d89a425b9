package io.tidemill.featurejobs.featurelogic;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the numbers of one column are distributed, each to {@link #ACCURACY} of its own size: DDSketch by Masson, Rim and Lee,
 * PVLDB 12 (2019), without its collapsing of buckets. A magnitude below {@link #LEAST} is 0, one above {@link #GREATEST} is
 * that, so there are some thousands of buckets at most.
 */
final class Quantiles implements Summary {
    static final double ACCURACY = 0.01;
    static final double LEAST = 1e-9;
    static final double GREATEST = 1e15;

    private static final double GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
    private static final double LOG_GAMMA = StrictMath.log(GAMMA);

    private final int column;
    private long zeros;
    private final TreeMap<Integer, Long> negatives = new TreeMap<>();
    private final TreeMap<Integer, Long> positives = new TreeMap<>();

    Quantiles(int column) {
        this.column = column;
    }

    /**
     * The value at a rank: of n values in ascending order the one at place {@code ceil(percent / 100 * n)}, or null if there
     * is none.
     */
    @Nullable
    Double value(double percent) {
        long all = zeros + size(negatives) + size(positives);
        if (all == 0) {
            return null;
        }
        long left = Math.max(1, (long) Math.ceil(percent / 100 * all));
        for (var bucket : negatives.descendingMap().entrySet()) {
            left -= bucket.getValue();
            if (left <= 0) {
                return -middle(bucket.getKey());
            }
        }
        left -= zeros;
        if (left <= 0) {
            return 0.0;
        }
        for (var bucket : positives.entrySet()) {
            left -= bucket.getValue();
            if (left <= 0) {
                return middle(bucket.getKey());
            }
        }
        return middle(positives.lastKey());
    }

    private static long size(TreeMap<Integer, Long> buckets) {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static double middle(int bucket) {
        return 2 * StrictMath.pow(GAMMA, bucket) / (GAMMA + 1);
    }

    @Override
    public void add(Observation observation) {
        if (observation.values().get(column) instanceof Number number) {
            double value = number.doubleValue();
            double size = Math.min(Math.abs(value), GREATEST);
            if (size < LEAST) {
                zeros++;
            } else {
                (value < 0 ? negatives : positives)
                        .merge((int) Math.ceil(StrictMath.log(size) / LOG_GAMMA), 1L, Long::sum);
            }
        }
    }

    @Override
    public void merge(Summary other) {
        Quantiles quantiles = (Quantiles) other;
        zeros += quantiles.zeros;
        quantiles.negatives.forEach((bucket, count) -> negatives.merge(bucket, count, Long::sum));
        quantiles.positives.forEach((bucket, count) -> positives.merge(bucket, count, Long::sum));
    }

    @Override
    public void write(StateWriter out) {
        out.unsigned(zeros);
        write(negatives, out);
        write(positives, out);
    }

    @Override
    public void read(StateReader in) {
        zeros = in.unsigned();
        read(negatives, in);
        read(positives, in);
    }

    private static void write(TreeMap<Integer, Long> buckets, StateWriter out) {
        out.unsigned(buckets.size());
        int previous = 0;
        for (var bucket : buckets.entrySet()) {
            out.signed(bucket.getKey() - previous);
            out.unsigned(bucket.getValue());
            previous = bucket.getKey();
        }
    }

    private static void read(TreeMap<Integer, Long> buckets, StateReader in) {
        int size = in.count();
        int bucket = 0;
        for (int i = 0; i < size; i++) {
            bucket = Math.toIntExact(bucket + in.signed());
            buckets.put(bucket, in.unsigned());
        }
    }
}
