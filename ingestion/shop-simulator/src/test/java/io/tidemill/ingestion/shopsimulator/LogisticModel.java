package io.tidemill.ingestion.shopsimulator;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A logistic regression by gradient descent over standardised columns: the plainest model there is. */
final class LogisticModel {
    private static final int STEPS = 400;

    private final double[] means;
    private final double[] deviations;
    private final double[] weights;

    private LogisticModel(double[] means, double[] deviations) {
        this.means = means;
        this.deviations = deviations;
        this.weights = new double[means.length + 1];
    }

    /** A row of columns and whether it is of the class that is looked for. */
    record Row(double[] columns, boolean positive) {}

    static LogisticModel train(List<Row> rows) {
        int width = rows.get(0).columns().length;
        double[] means = column(width, i -> rows.stream()
                .mapToDouble(row -> row.columns()[i])
                .average()
                .orElseThrow());
        double[] deviations = column(
                width,
                i -> Math.sqrt(rows.stream()
                                .mapToDouble(row -> Math.pow(row.columns()[i] - means[i], 2))
                                .average()
                                .orElseThrow())
                        + 1e-9);
        LogisticModel model = new LogisticModel(means, deviations);
        for (int step = 0; step < STEPS; step++) {
            model.step(rows);
        }
        return model;
    }

    double score(double[] columns) {
        double sum = weights[means.length];
        for (int i = 0; i < means.length; i++) {
            sum += weights[i] * (columns[i] - means[i]) / deviations[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /** The share of pairs of a positive and a negative row that the scores put in the right order. */
    static double areaUnderCurve(List<Row> rows, ToDoubleFunction<double[]> score) {
        double[] scores = rows.stream()
                .mapToDouble(row -> score.applyAsDouble(row.columns()))
                .toArray();
        Integer[] order = IntStream.range(0, rows.size()).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        double rankSum = 0;
        long positives = 0;
        for (int rank = 0; rank < order.length; rank++) {
            if (rows.get(order[rank]).positive()) {
                rankSum += rank + 1;
                positives++;
            }
        }
        long negatives = rows.size() - positives;
        return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }

    private void step(List<Row> rows) {
        double[] gradient = new double[weights.length];
        for (Row row : rows) {
            double error = (row.positive() ? 1 : 0) - score(row.columns());
            for (int i = 0; i < means.length; i++) {
                gradient[i] += error * (row.columns()[i] - means[i]) / deviations[i];
            }
            gradient[means.length] += error;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] += gradient[i] / rows.size();
        }
    }

    private static double[] column(int width, IntToDoubleFunction value) {
        return IntStream.range(0, width).mapToDouble(value).toArray();
    }
}
