package io.tidemill.featurejobs.featureconsistency.report;

import java.util.List;
import java.util.Locale;

/** The shares of recent days as a drawing. */
final class RecentDays {
    private static final int HEIGHT = 120;
    private static final int TOP = 24;
    private static final int LEFT = 56;
    private static final int STEP = 30;
    private static final int BAR = 20;

    private RecentDays() {}

    static String svg(List<DaySummary> days) {
        double most =
                days.stream().mapToDouble(DaySummary::differingRatio).max().orElse(0);
        double scale = most > 0 ? HEIGHT / most : 0;
        StringBuilder drawn = new StringBuilder();
        for (int at = 0; at < days.size(); at++) {
            DaySummary day = days.get(at);
            int left = LEFT + at * STEP;
            drawn.append(bar(left, day.differingRatio() * scale, "#c9d7e6", day))
                    .append(bar(left, day.unexplainedRatio() * scale, "#b3261e", day))
                    .append(text(left + BAR / 2, TOP + HEIGHT + 14, "middle", label(day)));
        }
        int width = LEFT + Math.max(days.size(), 8) * STEP;
        return String.format(
                Locale.ROOT,
                "<svg width=\"%d\" height=\"%d\" role=\"img\">%s%s%s<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\""
                        + " stroke=\"#888\"/>%s</svg>",
                width,
                TOP + HEIGHT + 22,
                text(0, 14, "start", Label.RECENT.text()),
                text(LEFT - 6, TOP + 10, "end", Html.brief(100 * most)),
                text(LEFT - 6, TOP + HEIGHT, "end", "0"),
                LEFT,
                TOP + HEIGHT,
                width,
                TOP + HEIGHT,
                drawn);
    }

    private static String label(DaySummary day) {
        return day.day().getMonthValue() + "-" + day.day().getDayOfMonth();
    }

    private static String bar(int left, double height, String colour, DaySummary day) {
        return String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"><title>%s: %s, %s</title></rect>",
                left,
                TOP + HEIGHT - height,
                BAR,
                height,
                colour,
                day.day(),
                Html.percent(day.unexplainedRatio()),
                Html.percent(day.differingRatio()));
    }

    private static String text(int x, int y, String anchor, String content) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">" + Html.escaped(content)
                + "</text>";
    }
}
