package io.tidemill.ingestion.lakequality.report;

import java.util.List;
import java.util.Locale;

/** Drawings as SVG elements that need nothing from outside. */
final class Chart {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 180;
    private static final int LEFT = 64;
    private static final int BOTTOM = 34;
    private static final int TOP = 26;
    private static final int SPARK_WIDTH = 110;
    private static final int SPARK_HEIGHT = 24;

    private Chart() {}

    /**
     * A bar.
     *
     * @param label below it; empty for none
     * @param value its height
     * @param background another value to compare it with; NaN for none
     * @param style its CSS class
     * @param hint shown when one points at it
     */
    record Bar(String label, double value, double background, String style, String hint) {}

    /** Bars side by side, from zero up. */
    static String bars(String title, List<Bar> bars) {
        double most = bars.stream()
                .mapToDouble(bar -> Math.max(bar.value(), Double.isNaN(bar.background()) ? 0 : bar.background()))
                .max()
                .orElse(0);
        double scale = most > 0 ? HEIGHT / most : 0;
        double step = bars.isEmpty() ? 0 : (double) WIDTH / bars.size();
        StringBuilder drawn = new StringBuilder();
        for (int at = 0; at < bars.size(); at++) {
            Bar bar = bars.get(at);
            double left = LEFT + at * step;
            if (!Double.isNaN(bar.background())) {
                drawn.append(rectangle(left, step, bar.background() * scale, "before", bar.hint()));
            }
            drawn.append(rectangle(left + step * 0.18, step * 0.64, bar.value() * scale, bar.style(), bar.hint()));
            if (!bar.label().isEmpty()) {
                boolean last = at == bars.size() - 1;
                // A long label of the last bar would run out of the drawing.
                drawn.append(text(
                        last ? LEFT + WIDTH : left + step / 2,
                        TOP + HEIGHT + 16,
                        last ? "end" : "middle",
                        bar.label()));
            }
        }
        return svg(title, drawn.toString(), most);
    }

    /** A line without axes, the last point marked. */
    static String spark(List<Double> values, String style) {
        if (values.size() < 2) {
            return "";
        }
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double scale = most > 0 ? (SPARK_HEIGHT - 6) / most : 0;
        StringBuilder points = new StringBuilder();
        double x = 0;
        double y = 0;
        for (int at = 0; at < values.size(); at++) {
            x = 3 + at * (SPARK_WIDTH - 6.0) / (values.size() - 1);
            y = SPARK_HEIGHT - 3 - values.get(at) * scale;
            points.append(number(x)).append(',').append(number(y)).append(' ');
        }
        return "<svg role=\"img\" width=\"" + SPARK_WIDTH + "\" height=\"" + SPARK_HEIGHT
                + "\"><polyline class=\"line\" points=\"" + points + "\"/><circle class=\"" + style + "\" cx=\""
                + number(x) + "\" cy=\"" + number(y) + "\" r=\"3\"/></svg>";
    }

    private static String svg(String title, String content, double most) {
        int full = TOP + HEIGHT + BOTTOM;
        int floor = TOP + HEIGHT;
        return "<svg role=\"img\" aria-label=\"" + Html.escaped(title) + "\" width=\"" + (LEFT + WIDTH + 10)
                + "\" height=\"" + full + "\"><text class=\"title\" x=\"" + LEFT + "\" y=\"14\">" + Html.escaped(title)
                + "</text>" + content + "<line class=\"axis\" x1=\"" + LEFT + "\" y1=\"" + floor + "\" x2=\""
                + (LEFT + WIDTH) + "\" y2=\"" + floor + "\"/>" + text(LEFT - 6, TOP + 8, "end", Html.brief(most))
                + text(LEFT - 6, floor, "end", "0") + "</svg>";
    }

    private static String rectangle(double left, double width, double height, String style, String hint) {
        return "<rect class=\"" + style + "\" x=\"" + number(left) + "\" y=\"" + number(TOP + HEIGHT - height)
                + "\" width=\"" + number(width) + "\" height=\"" + number(height) + "\"><title>" + Html.escaped(hint)
                + "</title></rect>";
    }

    private static String text(double x, double y, String anchor, String words) {
        return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">"
                + Html.escaped(words) + "</text>";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
