package io.tidemill.featurejobs.featureconsistency.report;

import io.tidemill.featurejobs.featureconsistency.comparison.Cause;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A day's report as one HTML page; nothing is loaded from elsewhere. */
public final class DayPage {
    private static final String STYLE = "body{font:14px/1.5 'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',"
            + "'PingFang SC',sans-serif;max-width:1220px;margin:2em auto;padding:0 1em;color:#222}"
            + "table{border-collapse:collapse;margin:1em 0}td,th{padding:4px 12px;border-bottom:1px solid #ddd;"
            + "text-align:left;vertical-align:top}.passed{color:#23742a}.failed{color:#b3261e;font-weight:bold}"
            + ".released{color:#8a5a00}.quiet{color:#777}svg text{font-size:11px;fill:#444}code{font-size:12px}"
            + "summary{cursor:pointer}.scroll{overflow-x:auto}";

    private final DayReport report;
    private final DaySummary summary;
    private final List<DaySummary> recent;

    /**
     * The page of a day.
     *
     * @param recent days up to it, it among them, in any order
     */
    public DayPage(DayReport report, DaySummary summary, List<DaySummary> recent) {
        this.report = report;
        this.summary = summary;
        this.recent =
                recent.stream().sorted(Comparator.comparing(DaySummary::day)).toList();
    }

    /** The page. */
    public String html() {
        return "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>" + Label.TITLE.text() + " "
                + report.day() + "</title><style>" + STYLE + "</style></head><body><h1>" + Label.TITLE.text() + ": "
                + report.day() + "</h1><p class=\"" + summary.verdict() + "\">"
                + Label.ofVerdict(summary.verdict()).text() + failed() + "</p>" + facts()
                + RecentDays.svg(recent) + "<p class=\"quiet\">" + Label.RECENT_HINT.text() + "</p>"
                + "<div class=\"scroll\">" + features() + "</div>" + views() + examples() + "</body></html>\n";
    }

    private String failed() {
        return summary.failed().isEmpty() ? "" : ": " + Html.escaped(String.join(", ", summary.failed()));
    }

    private String facts() {
        StringBuilder facts = new StringBuilder("<table>");
        facts.append(fact(Label.DAY, report.day() + " UTC"))
                .append(fact(Label.REVISION, Integer.toString(report.revision())))
                .append(fact(
                        Label.COMPARED_AT,
                        report.comparedAt().truncatedTo(ChronoUnit.SECONDS).toString()))
                .append(fact(Label.ROWS, Long.toString(report.rows())))
                .append(Html.row(Html.escaped(Label.NOT_COMPARED.text()), notCompared()))
                .append(fact(Label.COMPARED, Long.toString(summary.compared())))
                .append(fact(Label.EQUAL, share(summary.equal())))
                .append(fact(Label.UNEXPLAINED, share(summary.unexplained())))
                .append(fact(Label.MOST_UNEXPLAINED, Html.percent(report.mostUnexplained())))
                .append(Html.row(Html.escaped(Label.SNAPSHOTS.text()), snapshots()));
        summary.release().ifPresent(release -> facts.append(fact(Label.RELEASED, release)));
        return facts.append("</table>").toString();
    }

    private String notCompared() {
        return report.notCompared()
                + Html.list(report.leftOut().stream()
                        .map(left -> "<code>" + Html.escaped(left.view()) + "</code>: " + left.rows() + ", "
                                + Html.escaped(Label.of(left.kind()).text())));
    }

    private String snapshots() {
        return Html.list(new TreeMap<>(report.snapshots())
                .entrySet().stream()
                        .map(table -> "<code>" + Html.escaped(table.getKey()) + "</code>: " + table.getValue()));
    }

    private String share(long values) {
        return values + " (" + Html.percent(values / (double) Math.max(1, summary.compared())) + ")";
    }

    private static String fact(Label label, String value) {
        return Html.row(Html.escaped(label.text()), Html.escaped(value));
    }

    private String features() {
        return "<table>"
                + Html.header(Label.FEATURE, Label.COMPARED, Label.EQUAL, Label.UNEXPLAINED, Label.CAUSES, Label.DRIFT)
                + report.features().stream().map(this::feature).collect(Collectors.joining())
                + "</table>";
    }

    private String feature(FeatureReport feature) {
        boolean tooMuch = feature.unexplainedShare() > report.mostUnexplained();
        return Html.row(
                "<code>" + Html.escaped(feature.feature()) + "</code>",
                Long.toString(feature.compared()),
                Html.percent(1 - feature.differingShare()),
                Html.styled(tooMuch ? "failed" : "passed", Html.percent(feature.unexplainedShare())),
                causes(feature.causes()),
                feature.drift().stream().map(DayPage::drift).collect(Collectors.joining("<br>")));
    }

    private static String causes(Map<Cause, Long> causes) {
        return new TreeMap<>(causes)
                .entrySet().stream()
                        .map(cause -> Html.styled(
                                cause.getKey().explained() ? "quiet" : "failed",
                                Html.escaped(Label.of(cause.getKey()).text()) + ": " + cause.getValue()))
                        .collect(Collectors.joining("<br>"));
    }

    private static String drift(FeatureReport.Drift drift) {
        String model = Html.escaped(drift.model()) + " v" + drift.version() + ": ";
        Double index = drift.stabilityIndex();
        Double statistic = drift.statistic();
        Double probability = drift.probability();
        if (index == null || statistic == null || probability == null) {
            return model
                    + Html.styled(
                            "quiet",
                            Html.escaped(Label.TOO_FEW.text()) + " (" + drift.served() + " / " + drift.trained() + ")");
        }
        return model + "PSI " + Html.brief(index) + ", KS " + Html.brief(statistic) + " (p = " + Html.brief(probability)
                + ")";
    }

    private String views() {
        return "<h2>" + Label.FRESHNESS.text() + "</h2><table>"
                + Html.header(Label.VIEW, Label.ROWS, Label.BEHIND_ROWS, Label.MEDIAN, Label.PERCENTILE, Label.MOST)
                + report.views().stream()
                        .map(view -> Html.row(
                                "<code>" + Html.escaped(view.view()) + "</code>",
                                Long.toString(view.rows()),
                                Long.toString(view.behindRows()),
                                Html.brief(view.behindMedian()),
                                Html.brief(view.behind99()),
                                Html.brief(view.behindMost())))
                        .collect(Collectors.joining())
                + "</table>";
    }

    private String examples() {
        return "<h2>" + Label.EXAMPLES.text() + "</h2>"
                + report.features().stream()
                        .filter(feature -> !feature.examples().isEmpty())
                        .map(DayPage::examples)
                        .collect(Collectors.joining());
    }

    private static String examples(FeatureReport feature) {
        return "<details" + (feature.unexplained() > 0 ? " open" : "") + "><summary><code>"
                + Html.escaped(feature.feature()) + "</code></summary><div class=\"scroll\"><table>"
                + Html.header(
                        Label.ENTITY,
                        Label.READER,
                        Label.SERVED_AT,
                        Label.STORED_AT,
                        Label.SERVED,
                        Label.RECOMPUTED,
                        Label.CAUSE)
                + feature.examples().stream()
                        .map(example -> Html.row(
                                Html.escaped(example.entity()),
                                Html.escaped(Label.of(example.reader()).text()),
                                example.servedAt(),
                                example.storedAt().isEmpty() ? "-" : example.storedAt(),
                                "<code>" + Html.escaped(example.served()) + "</code>",
                                "<code>" + Html.escaped(example.recomputed()) + "</code>",
                                Html.styled(
                                        example.cause().explained() ? "quiet" : "failed",
                                        Html.escaped(Label.of(example.cause()).text()))))
                        .collect(Collectors.joining())
                + "</table></div></details>";
    }
}
