package io.tidemill.featurejobs.featureconsistency.drift;

import java.util.Arrays;

/** Numbers in ascending order, and how many had no value beside them. Immutable. */
public final class Distribution {
    private final double[] ascending;
    private final long missing;
    private final double missingShare;

    private Distribution(double[] ascending, long missing, double missingShare) {
        this.ascending = ascending;
        this.missing = missing;
        this.missingShare = missingShare;
    }

    /**
     * Of numbers in any order.
     *
     * @param numbers NaN for one that is missing
     */
    public static Distribution of(double[] numbers) {
        double[] present = Arrays.stream(numbers)
                .filter(number -> !Double.isNaN(number))
                .sorted()
                .toArray();
        long missing = numbers.length - present.length;
        return new Distribution(present, missing, numbers.length == 0 ? 0 : (double) missing / numbers.length);
    }

    /**
     * Of a sample, where the share that is missing is known of all.
     *
     * @param sample without any that is missing
     */
    public static Distribution of(double[] sample, double missingShare) {
        double[] present = Arrays.stream(sample).sorted().toArray();
        return new Distribution(present, Math.round(missingShare * present.length), missingShare);
    }

    /** How many numbers there are, without those that are missing. */
    public int size() {
        return ascending.length;
    }

    /** How many there are, with those that are missing; of a sample without a number nobody knows. */
    public long count() {
        return ascending.length == 0 ? missing : Math.round(ascending.length / (1 - missingShare));
    }

    /** Whether there is neither a number nor one that is missing. */
    public boolean isEmpty() {
        return ascending.length == 0 && missing == 0 && missingShare == 0;
    }

    double missingShare() {
        return missingShare;
    }

    double at(int position) {
        return ascending[position];
    }

    /** The share of the numbers that are at most this. */
    double upTo(double number) {
        return ascending.length == 0 ? 0 : (double) countUpTo(number) / ascending.length;
    }

    private int countUpTo(double number) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ascending[middle] <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
