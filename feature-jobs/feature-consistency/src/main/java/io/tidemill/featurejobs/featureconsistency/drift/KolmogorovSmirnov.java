package io.tidemill.featurejobs.featureconsistency.drift;

/**
 * The two-sample Kolmogorov-Smirnov test. The statistic is D = sup |F(x) - G(x)| over the two empirical distribution functions; the
 * probability of one as great from equal distributions is Kolmogorov's limit Q(t) = 2 sum (-1)^(k-1) exp(-2 k^2 t^2) at t =
 * (sqrt(e) + 0.12 + 0.11 / sqrt(e)) D with e = n m / (n + m), Stephens' correction (M. A. Stephens, Use of the Kolmogorov-Smirnov,
 * Cramer-von Mises and related statistics without extensive tables, JRSS B 32, 1970; Press et al., Numerical Recipes, 14.3).
 */
public final class KolmogorovSmirnov {
    private static final int MOST_TERMS = 100;
    private static final double NEGLIGIBLE = 1e-12;
    private static final double FIRST_CORRECTION = 0.12;
    private static final double SECOND_CORRECTION = 0.11;
    /** Below this the limit is 1 to more digits than a double has, and its sum converges slowly. */
    private static final double CERTAIN = 0.2;

    private KolmogorovSmirnov() {}

    /** The statistic, from 0 to 1; NaN if one of them has no number. */
    public static double statistic(Distribution one, Distribution other) {
        if (one.size() == 0 || other.size() == 0) {
            return Double.NaN;
        }
        return Math.max(greatest(one, other), greatest(other, one));
    }

    /** How probable a statistic as great is where both are of one distribution; NaN if one of them has no number. */
    public static double probability(Distribution one, Distribution other) {
        double effective = Math.sqrt((double) one.size() * other.size() / (one.size() + other.size()));
        double t = (effective + FIRST_CORRECTION + SECOND_CORRECTION / effective) * statistic(one, other);
        if (Double.isNaN(t)) {
            return Double.NaN;
        }
        if (t < CERTAIN) {
            return 1;
        }
        double sum = 0;
        double sign = 1;
        for (int k = 1; k <= MOST_TERMS; k++) {
            double term = Math.exp(-2.0 * k * k * t * t);
            sum += sign * term;
            sign = -sign;
            if (term < NEGLIGIBLE) {
                break;
            }
        }
        return Math.min(1, Math.max(0, 2 * sum));
    }

    /** Both functions step at numbers alone, so that the greatest distance is at one of them. */
    private static double greatest(Distribution steps, Distribution other) {
        double greatest = 0;
        for (int at = 0; at < steps.size(); at++) {
            double number = steps.at(at);
            greatest = Math.max(greatest, Math.abs(steps.upTo(number) - other.upTo(number)));
        }
        return greatest;
    }
}
