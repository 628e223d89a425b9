package io.tidemill.featurejobs.trainingsets.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A feature that knows the label too well to have been known before it.
 *
 * @param feature its column
 * @param measure {@code auc} of the feature alone for a label of two values, {@code auc of null} of whether it has a value,
 *     {@code rank correlation} (Spearman's) for any other label
 * @param value of the measure, in absolute terms: from 0.5 to 1 for an AUC, from 0 to 1 for a correlation
 */
public record Leak(String feature, String measure, double value) {
    /** From where on a feature is flagged. */
    static final double SUSPICIOUS = 0.98;

    private static final int LEAST_ROWS = 20;
    private static final int LEAST_OF_A_CLASS = 5;

    /**
     * The features that are flagged; of fewer than twenty rows with a label none is.
     *
     * @param names of the columns
     * @param columns by feature, then row; NaN for null
     * @param labels by row; NaN for null
     */
    static List<Leak> find(List<String> names, List<double[]> columns, double[] labels) {
        int[] labelled = IntStream.range(0, labels.length)
                .filter(row -> !Double.isNaN(labels[row]))
                .toArray();
        double[] known = at(labels, labelled);
        double[] different = Arrays.stream(known).distinct().sorted().toArray();
        List<Leak> leaks = new ArrayList<>();
        if (known.length < LEAST_ROWS || different.length < 2) {
            return leaks;
        }
        for (int i = 0; i < names.size(); i++) {
            double[] feature = at(columns.get(i), labelled);
            Optional<Leak> found = different.length == 2
                    ? byClass(names.get(i), feature, known, different[1])
                    : byRank(names.get(i), feature, known);
            found.ifPresent(leaks::add);
        }
        return leaks;
    }

    private static Optional<Leak> byClass(String name, double[] feature, double[] labels, double positive) {
        boolean[] positives = new boolean[labels.length];
        double[] missing = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            positives[row] = labels[row] == positive;
            missing[row] = Double.isNaN(feature[row]) ? 1 : 0;
        }
        Optional<Leak> byNull =
                auc(missing, positives).map(auc -> new Leak(name, "auc of null", Math.max(auc, 1 - auc)));
        int[] present = present(feature);
        boolean[] kept = new boolean[present.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = positives[present[i]];
        }
        Optional<Leak> byValue =
                auc(at(feature, present), kept).map(auc -> new Leak(name, "auc", Math.max(auc, 1 - auc)));
        return byValue.filter(Leak::isSuspicious).or(() -> byNull.filter(Leak::isSuspicious));
    }

    private static Optional<Leak> byRank(String name, double[] feature, double[] labels) {
        int[] present = present(feature);
        if (present.length < LEAST_ROWS) {
            return Optional.empty();
        }
        double correlation = correlation(ranks(at(feature, present)), ranks(at(labels, present)));
        return Optional.of(new Leak(name, "rank correlation", Math.abs(correlation)))
                .filter(Leak::isSuspicious);
    }

    private boolean isSuspicious() {
        return value >= SUSPICIOUS;
    }

    /**
     * The share of pairs of a positive and a negative in which the positive has the greater value, ties counting half; empty
     * where there are too few of one.
     */
    static Optional<Double> auc(double[] values, boolean[] positives) {
        double[] ranks = ranks(values);
        long positive = 0;
        double sum = 0;
        for (int i = 0; i < positives.length; i++) {
            if (positives[i]) {
                positive++;
                sum += ranks[i];
            }
        }
        long negative = positives.length - positive;
        if (positive < LEAST_OF_A_CLASS || negative < LEAST_OF_A_CLASS) {
            return Optional.empty();
        }
        return Optional.of((sum - positive * (positive + 1) / 2.0) / ((double) positive * negative));
    }

    /** From 1; equal values share the mean of their ranks. */
    private static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (left, right) -> Double.compare(values[left], values[right]));
        double[] ranks = new double[values.length];
        int start = 0;
        while (start < order.length) {
            int end = start;
            while (end < order.length && values[order[end]] == values[order[start]]) {
                end++;
            }
            for (int i = start; i < end; i++) {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }
            start = end;
        }
        return ranks;
    }

    private static double correlation(double[] left, double[] right) {
        double leftMean = Arrays.stream(left).average().orElse(0);
        double rightMean = Arrays.stream(right).average().orElse(0);
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (int i = 0; i < left.length; i++) {
            product += (left[i] - leftMean) * (right[i] - rightMean);
            leftSquares += (left[i] - leftMean) * (left[i] - leftMean);
            rightSquares += (right[i] - rightMean) * (right[i] - rightMean);
        }
        return leftSquares == 0 || rightSquares == 0 ? 0 : product / Math.sqrt(leftSquares * rightSquares);
    }

    private static int[] present(double[] values) {
        return IntStream.range(0, values.length)
                .filter(row -> !Double.isNaN(values[row]))
                .toArray();
    }

    private static double[] at(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }
}
