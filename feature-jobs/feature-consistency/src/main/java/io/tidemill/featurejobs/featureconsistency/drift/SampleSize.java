package io.tidemill.featurejobs.featureconsistency.drift;

/**
 * How many values it takes to speak of a drift. Where nothing has shifted, {@link StabilityIndex} / (1/n + 1/m) of n and m values
 * has a chi-squared distribution with as many degrees of freedom as there are bins, less one (B. Yurdakul, J. Naranjo, Statistical
 * properties of the population stability index, Journal of Risk Model Validation 14(4), 2020). With eleven bins, of deciles and
 * of what is missing, its 95th percentile is 18.31. So an index of 0.1, below which nothing is said to have shifted, comes
 * by chance in one case of twenty where 1 / (1/n + 1/m) is 18.31 / 0.1, and more often where it is less.
 */
public final class SampleSize {
    private static final double PERCENTILE_95 = 18.307;
    private static final double NO_SHIFT = 0.1;
    /** The least n m / (n + m). */
    static final long LEAST = (long) Math.ceil(PERCENTILE_95 / NO_SHIFT);

    private SampleSize() {}

    /** Whether an index of so many values against so many others tells more than chance. */
    public static boolean isEnough(long one, long other) {
        return one > 0 && other > 0 && (double) one * other / (one + other) >= LEAST;
    }
}
