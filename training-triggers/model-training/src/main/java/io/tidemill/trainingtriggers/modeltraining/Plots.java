package io.tidemill.trainingtriggers.modeltraining;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The plots of a report as SVG elements that need nothing from outside. */
final class Plots {
    private static final int SIZE = 300;
    private static final int MARGIN = 36;
    private static final int ROW_HEIGHT = 20;
    private static final int LABEL_WIDTH = 260;
    private static final int BAR_WIDTH = 300;

    private Plots() {}

    /** One named line or series. */
    record Series(String name, String colour, Evaluation evaluation) {}

    static String roc(List<Series> series) {
        String lines = series.stream()
                .map(each -> polyline(
                        each.colour(),
                        each.evaluation().roc().stream()
                                .map(point -> x(point.falsePositiveRate()) + "," + y(point.truePositiveRate()))
                                .collect(Collectors.joining(" "))))
                .collect(Collectors.joining());
        return square("ROC curve", "false positive rate", "true positive rate", diagonal() + lines);
    }

    static String calibration(List<Series> series) {
        String lines = series.stream()
                .map(each -> each.evaluation().calibration().stream()
                        .filter(bin -> bin.rows() > 0)
                        .map(bin -> String.format(
                                Locale.ROOT,
                                "<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"><title>%d rows</title></circle>",
                                x(bin.meanScore()),
                                y(bin.positiveRate()),
                                each.colour(),
                                bin.rows()))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining());
        return square("Calibration", "mean score", "share that came true", diagonal() + lines);
    }

    static String histogram(Evaluation evaluation) {
        int most = evaluation.histogram().stream()
                .mapToInt(Evaluation.Bin::rows)
                .max()
                .orElse(1);
        String bars = evaluation.histogram().stream()
                .map(bin -> bar(bin, (double) bin.rows() / most, "#9db7d5")
                        + bar(bin, (double) bin.positives() / most, "#c0504d"))
                .collect(Collectors.joining());
        return square("Scores (red: came true)", "score", "rows, at most " + most, bars);
    }

    static String importance(Map<String, Double> gains) {
        List<Map.Entry<String, Double>> sorted = gains.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .toList();
        double most = sorted.isEmpty() ? 1 : Math.max(1e-9, sorted.get(0).getValue());
        StringBuilder rows = new StringBuilder();
        int top = 0;
        for (Map.Entry<String, Double> gain : sorted) {
            rows.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" fill=\"#4f81bd\"/>"
                            + "<text x=\"%.1f\" y=\"%d\">%.1f %%</text>",
                    LABEL_WIDTH - 6,
                    top + 14,
                    ReportPage.escaped(gain.getKey()),
                    LABEL_WIDTH,
                    top + 3,
                    BAR_WIDTH * gain.getValue() / most,
                    LABEL_WIDTH + 6 + BAR_WIDTH * gain.getValue() / most,
                    top + 14,
                    100 * gain.getValue()));
            top += ROW_HEIGHT;
        }
        return "<svg role=\"img\" aria-label=\"Feature importance\" width=\"" + (LABEL_WIDTH + BAR_WIDTH + 70)
                + "\" height=\"" + top + "\">" + rows + "</svg>";
    }

    private static String square(String title, String xLabel, String yLabel, String content) {
        int full = SIZE + 2 * MARGIN;
        return "<svg role=\"img\" aria-label=\"" + title + "\" width=\"" + full + "\" height=\"" + full + "\">"
                + "<text x=\"" + full / 2 + "\" y=\"20\" text-anchor=\"middle\" class=\"title\">" + title + "</text>"
                + "<rect x=\"" + MARGIN + "\" y=\"" + MARGIN + "\" width=\"" + SIZE + "\" height=\"" + SIZE
                + "\" fill=\"none\" stroke=\"#999\"/>" + content
                + "<text x=\"" + full / 2 + "\" y=\"" + (full - 10) + "\" text-anchor=\"middle\">" + xLabel + "</text>"
                + "<text transform=\"translate(18 " + full / 2 + ") rotate(-90)\" text-anchor=\"middle\">" + yLabel
                + "</text></svg>";
    }

    private static String diagonal() {
        return "<line x1=\"" + x(0) + "\" y1=\"" + y(0) + "\" x2=\"" + x(1) + "\" y2=\"" + y(1)
                + "\" stroke=\"#bbb\" stroke-dasharray=\"4\"/>";
    }

    private static String polyline(String colour, String points) {
        return "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colour + "\" points=\"" + points + "\"/>";
    }

    private static String bar(Evaluation.Bin bin, double height, String colour) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%s\" y=\"%s\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                x(bin.from()),
                y(height),
                (bin.to() - bin.from()) * SIZE - 1,
                height * SIZE,
                colour);
    }

    private static String x(double share) {
        return String.format(Locale.ROOT, "%.1f", MARGIN + share * SIZE);
    }

    private static String y(double share) {
        return String.format(Locale.ROOT, "%.1f", MARGIN + (1 - share) * SIZE);
    }
}
