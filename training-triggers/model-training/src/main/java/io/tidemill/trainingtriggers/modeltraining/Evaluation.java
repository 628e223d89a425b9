package io.tidemill.trainingtriggers.modeltraining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well scores foretell a label, on rows the model did not learn from. Rates that divide by zero are 0.
 *
 * @param rows how many rows
 * @param positives how many bear the label
 * @param auc area under the ROC curve, ties counted half
 * @param accuracy share of rows on the right side of {@link #THRESHOLD}
 * @param precision share of rows above it that bear the label
 * @param recall share of rows with the label that are above it
 * @param f1 harmonic mean of precision and recall
 * @param logLoss mean negative logarithm of the probability given to what came true, in nats
 * @param brier mean squared difference between score and outcome
 * @param roc points of the ROC curve, at most about two hundred
 * @param calibration ten equal bins of the score
 * @param histogram twenty equal bins of the score
 */
public record Evaluation(
        int rows,
        int positives,
        double auc,
        double accuracy,
        double precision,
        double recall,
        double f1,
        double logLoss,
        double brier,
        List<RocPoint> roc,
        List<Bin> calibration,
        List<Bin> histogram) {
    /** A score from here on says that the label will hold. */
    public static final double THRESHOLD = 0.5;

    private static final int ROC_POINTS = 200;
    private static final int CALIBRATION_BINS = 10;
    private static final int HISTOGRAM_BINS = 20;
    private static final double SMALLEST_PROBABILITY = 1e-15;

    public Evaluation {
        roc = List.copyOf(roc);
        calibration = List.copyOf(calibration);
        histogram = List.copyOf(histogram);
    }

    /** A point of the ROC curve. */
    public record RocPoint(double falsePositiveRate, double truePositiveRate) {}

    /**
     * Rows with scores from {@code from} (included) to {@code to}.
     *
     * @param rows how many
     * @param positives how many of them bear the label
     * @param meanScore their mean score; 0 without rows
     */
    public record Bin(double from, double to, int rows, int positives, double meanScore) {
        /** The share of rows that bear the label; 0 without rows. */
        public double positiveRate() {
            return ratio(positives, rows);
        }
    }

    /** Compares scores with what came true, row by row. */
    public static Evaluation of(double[] scores, boolean[] outcomes) {
        if (scores.length != outcomes.length || scores.length == 0) {
            throw new IllegalArgumentException("scores " + scores.length + ", outcomes " + outcomes.length
                    + ": expected as many of both and at least one");
        }
        int positives = 0;
        int truePositives = 0;
        int falsePositives = 0;
        double logLoss = 0;
        double brier = 0;
        for (int row = 0; row < scores.length; row++) {
            double score = scores[row];
            double outcome = outcomes[row] ? 1 : 0;
            positives += outcomes[row] ? 1 : 0;
            if (score >= THRESHOLD) {
                truePositives += outcomes[row] ? 1 : 0;
                falsePositives += outcomes[row] ? 0 : 1;
            }
            logLoss -= Math.log(Math.max(SMALLEST_PROBABILITY, outcomes[row] ? score : 1 - score));
            brier += (score - outcome) * (score - outcome);
        }
        int rows = scores.length;
        int trueNegatives = rows - positives - falsePositives;
        double precision = ratio(truePositives, truePositives + falsePositives);
        double recall = ratio(truePositives, positives);
        List<RocPoint> curve = curve(scores, outcomes, positives);
        return new Evaluation(
                rows,
                positives,
                area(curve),
                ratio(truePositives + trueNegatives, rows),
                precision,
                recall,
                precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall),
                logLoss / rows,
                brier / rows,
                thinned(curve),
                bins(scores, outcomes, CALIBRATION_BINS),
                bins(scores, outcomes, HISTOGRAM_BINS));
    }

    /** Every corner of the curve, from (0, 0) to (1, 1); equal scores make one slanted step. */
    private static List<RocPoint> curve(double[] scores, boolean[] outcomes, int positives) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> scores[row]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        List<RocPoint> points = new ArrayList<>();
        points.add(new RocPoint(0, 0));
        int hits = 0;
        for (int place = 0; place < order.length; place++) {
            hits += outcomes[order[place]] ? 1 : 0;
            boolean lastOfTie = place == order.length - 1 || scores[order[place + 1]] != scores[order[place]];
            if (lastOfTie) {
                points.add(new RocPoint(ratio(place + 1 - hits, order.length - positives), ratio(hits, positives)));
            }
        }
        return points;
    }

    private static double area(List<RocPoint> curve) {
        double area = 0;
        for (int point = 1; point < curve.size(); point++) {
            RocPoint from = curve.get(point - 1);
            RocPoint to = curve.get(point);
            area += (to.falsePositiveRate() - from.falsePositiveRate())
                    * (to.truePositiveRate() + from.truePositiveRate())
                    / 2;
        }
        return area;
    }

    private static List<RocPoint> thinned(List<RocPoint> curve) {
        int step = Math.max(1, curve.size() / ROC_POINTS);
        int last = curve.size() - 1;
        return IntStream.rangeClosed(0, last)
                .filter(point -> point % step == 0 || point == last)
                .mapToObj(curve::get)
                .toList();
    }

    private static List<Bin> bins(double[] scores, boolean[] outcomes, int count) {
        int[] rows = new int[count];
        int[] positives = new int[count];
        double[] sums = new double[count];
        for (int row = 0; row < scores.length; row++) {
            int bin = Math.min(count - 1, (int) (scores[row] * count));
            rows[bin]++;
            positives[bin] += outcomes[row] ? 1 : 0;
            sums[bin] += scores[row];
        }
        return IntStream.range(0, count)
                .mapToObj(bin -> new Bin(
                        (double) bin / count,
                        (double) (bin + 1) / count,
                        rows[bin],
                        positives[bin],
                        rows[bin] == 0 ? 0 : sums[bin] / rows[bin]))
                .toList();
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
