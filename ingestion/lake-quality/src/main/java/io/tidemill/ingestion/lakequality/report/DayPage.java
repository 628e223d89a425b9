package io.tidemill.ingestion.lakequality.report;

import io.tidemill.ingestion.lakequality.Evaluation;
import io.tidemill.ingestion.lakequality.Judged;
import io.tidemill.ingestion.lakequality.measures.ColumnProfile;
import io.tidemill.ingestion.lakequality.measures.DayProfile;
import io.tidemill.ingestion.lakequality.measures.Finding;
import io.tidemill.ingestion.lakequality.measures.QuantileSketch;
import io.tidemill.schemas.expectations.Severity;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The judgement of a day as one HTML page with its charts inside; nothing is loaded from elsewhere. */
public final class DayPage {
    private static final String STYLE = "body{font:14px/1.5 'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',"
            + "'PingFang SC',sans-serif;max-width:1220px;margin:2em auto;padding:0 1em;color:#222}"
            + "table{border-collapse:collapse;margin:1em 0}td,th{padding:4px 12px;border-bottom:1px solid #ddd;"
            + "text-align:left;vertical-align:top}svg text{font-size:11px;fill:#444}svg text.title{font-size:13px;"
            + "font-weight:bold}.charts{display:flex;flex-wrap:wrap;gap:8px 24px}.passed{color:#23742a;fill:#23742a}"
            + ".failed{color:#b3261e;fill:#b3261e;font-weight:bold}.released{color:#8a5a00;fill:#8a5a00}"
            + ".skipped,.waiting{color:#777;fill:#777}.day{fill:#2f6fb0}.judged{fill:#2f6fb0}.weekday{fill:#7aa6d1}"
            + ".other{fill:#c9d7e6}.before{fill:#e3e3e3}.axis{stroke:#888}.line{fill:none;stroke:#2f6fb0;"
            + "stroke-width:1.5}code{font-size:12px}.quiet{color:#777}";

    private final Judged judged;
    private final Evaluation evaluation;
    private final List<Judged> recent;
    private final NavigableMap<LocalDate, DayProfile> profiles;

    /**
     * @param judged where the day stands
     * @param evaluation how it was judged
     * @param recent days of the table up to it, it among them
     * @param profiles what those days look like
     */
    public DayPage(
            Judged judged, Evaluation evaluation, List<Judged> recent, NavigableMap<LocalDate, DayProfile> profiles) {
        this.judged = judged;
        this.evaluation = evaluation;
        this.recent = recent.stream().sorted(Comparator.comparing(Judged::day)).toList();
        this.profiles = new TreeMap<>(profiles);
    }

    /** The page. */
    public String html() {
        String verdict = judged.verdict().text();
        return "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>"
                + Html.escaped(judged.table()) + " " + judged.day() + "</title><style>" + STYLE
                + "</style></head><body><h1>" + Label.TITLE.text() + ": " + Html.escaped(judged.table()) + " "
                + judged.day() + "</h1><p class=\"" + verdict + "\">"
                + Label.of(judged.verdict()).text() + "</p>" + facts() + rules() + "<div class=\"charts\">" + volume()
                + distributions() + lag() + "</div><p class=\"quiet\">" + Label.DAY_AGAINST_BEFORE.text()
                + "</p></body></html>\n";
    }

    private String facts() {
        StringBuilder facts = new StringBuilder("<table>");
        facts.append(fact(Label.TABLE, judged.table()))
                .append(fact(Label.DAY, judged.day() + " UTC"))
                .append(fact(Label.REVISION, judged.revision()))
                .append(fact(Label.ROWS, evaluation.rows()))
                .append(fact(Label.SNAPSHOT, evaluation.snapshotId()))
                .append(fact(Label.DEFINITION, evaluation.definitionVersion()))
                .append(fact(Label.JUDGED_AT, evaluation.judgedAt().truncatedTo(ChronoUnit.SECONDS)));
        judged.release().ifPresent(release -> facts.append(fact(
                        Label.RELEASED_BY, release.by() + ", " + release.at().truncatedTo(ChronoUnit.SECONDS)))
                .append(fact(Label.REASON, release.reason())));
        return facts.append("</table>").toString();
    }

    private String rules() {
        String header = List.of(
                        Label.RULE,
                        Label.SEVERITY,
                        Label.OUTCOME,
                        Label.OBSERVED,
                        Label.EXPECTED,
                        Label.HISTORY,
                        Label.OFFENDERS)
                .stream()
                .map(label -> "<th>" + label.text() + "</th>")
                .collect(Collectors.joining());
        return "<table><tr>" + header + "</tr>"
                + evaluation.results().stream().map(this::rule).collect(Collectors.joining()) + "</table>";
    }

    private String rule(Evaluation.Result result) {
        String style = result.outcome().name().toLowerCase(Locale.ROOT);
        String tenant = result.tenant()
                .map(name -> "<br><span class=\"quiet\">" + Label.TENANT.text() + ": " + Html.escaped(name) + "</span>")
                .orElse("");
        String offenders = result.offenders().stream()
                .map(id -> "<code>" + Html.escaped(id) + "</code>")
                .collect(Collectors.joining("<br>"));
        return "<tr><td>" + Html.escaped(result.name()) + "<br><span class=\"quiet\">" + result.kind() + "</span>"
                + tenant + "</td><td>"
                + (result.severity() == Severity.MUST ? Label.MUST : Label.SHOULD).text() + "</td><td class=\"" + style
                + "\">" + Label.of(result.outcome()).text() + "</td><td>" + Html.escaped(result.observed())
                + "</td><td>" + Html.escaped(result.expected()) + "</td><td>" + Chart.spark(measures(result), style)
                + "</td><td>" + offenders + "</td></tr>";
    }

    /** What decided about a rule on the days up to this one. */
    private List<Double> measures(Evaluation.Result result) {
        List<Double> measures = new ArrayList<>();
        recent.stream()
                .filter(day -> day.day().isBefore(judged.day()))
                .flatMap(day -> day.evaluation().stream())
                .flatMap(each -> each.results().stream())
                .filter(each -> each.name().equals(result.name()) && each.kind().equals(result.kind()))
                .filter(each -> each.outcome() != Finding.Outcome.SKIPPED)
                .forEach(each -> measures.add(each.measure()));
        measures.add(result.measure());
        return measures;
    }

    private String volume() {
        List<Chart.Bar> bars = new ArrayList<>();
        for (LocalDate day = profiles.isEmpty() ? judged.day() : profiles.firstKey();
                !day.isAfter(judged.day());
                day = day.plusDays(1)) {
            // A day that no rule compares with was not read: its place stays empty.
            Optional<Long> rows = Optional.ofNullable(profiles.get(day)).map(DayProfile::rows);
            boolean same = day.getDayOfWeek() == judged.day().getDayOfWeek();
            String style = day.equals(judged.day()) ? "judged" : same ? "weekday" : "other";
            String label = same ? day.getMonthValue() + "-" + day.getDayOfMonth() : "";
            String hint = day + ": " + rows.map(Object::toString).orElse("-");
            bars.add(new Chart.Bar(label, rows.orElse(0L), Double.NaN, style, hint));
        }
        return Chart.bars(Label.ROWS_PER_DAY.text(), bars);
    }

    private String distributions() {
        DayProfile today = profiles.get(judged.day());
        if (today == null) {
            return "";
        }
        return today.columns().stream()
                .filter(column -> column.moments().count() > 0)
                .map(this::distribution)
                .collect(Collectors.joining());
    }

    private String distribution(ColumnProfile column) {
        List<QuantileSketch> earlier = profiles.headMap(judged.day(), false).values().stream()
                .flatMap(profile -> profile.column(column.column(), column.tenant()).stream())
                .map(ColumnProfile::sketch)
                .toList();
        String title = Label.DISTRIBUTION.text() + ": " + column.column()
                + column.tenant().map(name -> " (" + name + ")").orElse("") + ", %";
        return Chart.bars(title, new Histogram(column.sketch(), earlier).bars());
    }

    private String lag() {
        DayProfile today = profiles.get(judged.day());
        if (today == null || today.lag().count() == 0) {
            return "";
        }
        List<QuantileSketch> earlier = profiles.headMap(judged.day(), false).values().stream()
                .map(DayProfile::lag)
                .toList();
        return Chart.bars(Label.LAG.text() + ", %", new Histogram(today.lag(), earlier).bars());
    }

    private static String fact(Label label, Object value) {
        return "<tr><td>" + label.text() + "</td><td>" + Html.escaped(value.toString()) + "</td></tr>";
    }
}
