package io.tidemill.featurejobs.featureconsistency.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * The population stability index: PSI = sum (a - e) ln(a / e) over bins, where e is the expected share of a bin and a the actual one
 * (N. Siddiqi, Credit Risk Scorecards, 2006; it is the symmetric Kullback-Leibler divergence of Jeffreys 1946). By convention below 0.1
 * is no shift, above 0.25 is a great one.
 *
 * <p>The bins are cut at the deciles of the expected numbers, of equal deciles one; numbers that are missing are a bin of their
 * own. A share below 1e-4 counts as that, for a bin may be empty.
 */
public final class StabilityIndex {
    private static final int BINS = 10;
    private static final double LEAST_SHARE = 1e-4;

    private StabilityIndex() {}

    /**
     * The index.
     *
     * @param expected what a model was trained on
     * @param actual what was served
     * @return 0 or greater; NaN if one of them is empty
     */
    public static double of(Distribution expected, Distribution actual) {
        if (expected.isEmpty() || actual.isEmpty()) {
            return Double.NaN;
        }
        double index = term(expected.missingShare(), actual.missingShare());
        double below = Double.NEGATIVE_INFINITY;
        for (double edge : edges(expected)) {
            index += term(share(expected, below, edge), share(actual, below, edge));
            below = edge;
        }
        return index;
    }

    /** Upper ends of bins, ascending; the last is infinite. */
    private static List<Double> edges(Distribution expected) {
        List<Double> edges = new ArrayList<>();
        for (int bin = 1; bin < BINS && expected.size() > 0; bin++) {
            double edge = expected.at(Math.max(0, (int) Math.ceil((double) bin * expected.size() / BINS) - 1));
            if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
                edges.add(edge);
            }
        }
        edges.add(Double.POSITIVE_INFINITY);
        return edges;
    }

    private static double share(Distribution of, double above, double upTo) {
        return (of.upTo(upTo) - of.upTo(above)) * (1 - of.missingShare());
    }

    private static double term(double expected, double actual) {
        double e = Math.max(LEAST_SHARE, expected);
        double a = Math.max(LEAST_SHARE, actual);
        return (a - e) * Math.log(a / e);
    }
}
