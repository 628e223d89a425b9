package io.tidemill.ingestion.lakequality.report;

import io.tidemill.ingestion.lakequality.measures.QuantileSketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The distribution of a day's numbers, and of those of the days before, in the same bins. */
final class Histogram {
    private static final int BINS = 24;
    private static final int LABEL_EVERY = 6;

    private final QuantileSketch day;
    private final QuantileSketch before;

    Histogram(QuantileSketch day, List<QuantileSketch> earlier) {
        this.day = day;
        this.before = new QuantileSketch();
        earlier.forEach(before::add);
    }

    /** Shares of the numbers by bin; the last bin holds all that is above the 99.5th percentile of both. */
    List<Chart.Bar> bars() {
        QuantileSketch both = new QuantileSketch();
        both.add(day);
        both.add(before);
        double least = both.quantile(0);
        double most = Math.max(both.quantile(0.995), least);
        double width = most > least ? (most - least) / (BINS - 1) : 1;
        double[] today = shares(day, least, width);
        double[] earlier = shares(before, least, width);
        List<Chart.Bar> bars = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            double from = least + bin * width;
            String hint = Html.brief(from) + " – " + (bin == BINS - 1 ? "∞" : Html.brief(from + width)) + ": "
                    + Html.brief(100 * today[bin]) + " %";
            bars.add(new Chart.Bar(
                    label(bin, from),
                    100 * today[bin],
                    before.count() == 0 ? Double.NaN : 100 * earlier[bin],
                    "day",
                    hint));
        }
        return bars;
    }

    private static String label(int bin, double from) {
        if (bin == BINS - 1) {
            return "≥ " + Html.brief(from);
        }
        return bin % LABEL_EVERY == 0 ? Html.brief(from) : "";
    }

    private static double[] shares(QuantileSketch sketch, double least, double width) {
        double[] shares = new double[BINS];
        double all = Math.max(1, sketch.count());
        for (Map.Entry<Double, Long> bucket : sketch.buckets().entrySet()) {
            int bin = (int) Math.min(BINS - 1, Math.max(0, Math.floor((bucket.getKey() - least) / width)));
            shares[bin] += bucket.getValue() / all;
        }
        return shares;
    }
}
