package io.tidemill.ingestion.lakequality.measures;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The distribution of numbers in buckets whose bounds grow by a constant factor: a quantile is off by at most {@value
 * #ACCURACY} of itself, sketches of days add up, and the size depends on the range of the numbers and not on how many
 * there are (Masson, Rim and Lee: DDSketch, VLDB 2019). Infinite numbers and NaN are left out. Not safe to share between
 * threads.
 */
public final class QuantileSketch {
    /** The greatest relative error of a quantile. */
    public static final double ACCURACY = 0.01;

    /** Numbers nearer to zero count as zero. */
    private static final double SMALLEST = 1e-9;

    private static final double GROWTH = Math.log((1 + ACCURACY) / (1 - ACCURACY));

    private final TreeMap<Integer, Long> negative;
    private long zeros;
    private final TreeMap<Integer, Long> positive;

    /** An empty one. */
    public QuantileSketch() {
        this(Map.of(), 0, Map.of());
    }

    @JsonCreator
    QuantileSketch(
            @JsonProperty("negative") Map<Integer, Long> negative,
            @JsonProperty("zeros") long zeros,
            @JsonProperty("positive") Map<Integer, Long> positive) {
        this.negative = new TreeMap<>(negative);
        this.zeros = zeros;
        this.positive = new TreeMap<>(positive);
    }

    /** Takes a number in. */
    public void add(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return;
        }
        if (Math.abs(number) < SMALLEST) {
            zeros++;
        } else {
            (number < 0 ? negative : positive).merge(bucket(Math.abs(number)), 1L, Long::sum);
        }
    }

    /** Takes in everything that another has. */
    public void add(QuantileSketch other) {
        other.negative.forEach((bucket, count) -> negative.merge(bucket, count, Long::sum));
        zeros += other.zeros;
        other.positive.forEach((bucket, count) -> positive.merge(bucket, count, Long::sum));
    }

    /** How many numbers it has taken in. */
    public long count() {
        return count(negative) + zeros + count(positive);
    }

    /**
     * The number that a share of all is not above.
     *
     * @param share from 0 to 1
     * @return NaN if it is empty
     */
    public double quantile(double share) {
        long rank = (long) Math.floor(share * (count() - 1));
        long before = 0;
        for (Map.Entry<Double, Long> bucket : buckets().entrySet()) {
            before += bucket.getValue();
            if (before > rank) {
                return bucket.getKey();
            }
        }
        return Double.NaN;
    }

    /** How many numbers are near each of these, in ascending order. */
    public NavigableMap<Double, Long> buckets() {
        TreeMap<Double, Long> buckets = new TreeMap<>();
        negative.forEach((bucket, count) -> buckets.put(-middle(bucket), count));
        if (zeros > 0) {
            buckets.put(0.0, zeros);
        }
        positive.forEach((bucket, count) -> buckets.put(middle(bucket), count));
        return buckets;
    }

    @JsonProperty("negative")
    Map<Integer, Long> negative() {
        return negative;
    }

    @JsonProperty("zeros")
    long zeros() {
        return zeros;
    }

    @JsonProperty("positive")
    Map<Integer, Long> positive() {
        return positive;
    }

    private static int bucket(double magnitude) {
        return (int) Math.ceil(Math.log(magnitude) / GROWTH);
    }

    /** The number of which no other in the bucket is farther than the accuracy. */
    private static double middle(int bucket) {
        return 2 * Math.exp(bucket * GROWTH) / (Math.exp(GROWTH) + 1);
    }

    private static long count(Map<Integer, Long> buckets) {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }
}
