package io.tidemill.trainingtriggers.modeltraining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A report as one HTML page for people, with its plots inside. */
final class ReportPage {
    private static final String STYLE = "body{font:14px/1.5 sans-serif;max-width:1160px;margin:2em auto;color:#222}"
            + "table{border-collapse:collapse;margin:1em 0}td,th{padding:3px 12px;border-bottom:1px solid #ddd;"
            + "text-align:left}td:first-child{white-space:nowrap;vertical-align:top}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}svg text{font-size:11px;"
            + "fill:#444}svg text.title{font-size:13px;font-weight:bold}.yes{color:#2a7a2a}.no{color:#a33}";

    private final RunReport report;

    ReportPage(RunReport report) {
        this.report = report;
    }

    String html() {
        List<Plots.Series> series = new ArrayList<>();
        report.champion().ifPresent(champion -> series.add(new Plots.Series("champion", "#999", champion)));
        series.add(new Plots.Series("new", "#c0504d", report.evaluation()));
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(report.model())
                + " tested as of " + report.testAsOf() + "</title><style>" + STYLE + "</style></head><body><h1>"
                + escaped(report.model()) + ": " + escaped(report.label()) + "</h1><p class=\""
                + (report.verdict().promote() ? "yes\">Promote" : "no\">Reject") + ": "
                + escaped(report.verdict().because()) + ".</p>" + facts() + metrics() + Plots.roc(series)
                + Plots.calibration(series) + Plots.histogram(report.evaluation())
                + "<p>Red: the new model. Grey: the champion on the same rows.</p>"
                + "<h2>What the model looked at most</h2><p>Share of the gain of all splits.</p>"
                + Plots.importance(report.gains()) + parameters()
                + "</body></html>\n";
    }

    private String facts() {
        Evaluation evaluation = report.evaluation();
        return "<table>" + fact("Trained as of", report.trainAsOf())
                + fact("Tested as of", report.testAsOf())
                + fact("Training rows", report.trainingRows() + ", " + report.trainingPositives() + " positive")
                + fact("Test rows", evaluation.rows() + ", " + evaluation.positives() + " positive")
                + fact("Lake snapshots", snapshots())
                + fact("Definition version", report.definitionVersion())
                + fact("Artifact SHA-256", report.artifactSha256())
                + fact("Library", report.library())
                + "</table>";
    }

    private String snapshots() {
        return report.snapshotIds().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(snapshot -> snapshot.getKey() + " " + snapshot.getValue())
                .collect(Collectors.joining(", "));
    }

    private String metrics() {
        return "<table><tr><th>On the test rows</th><th class=\"n\">New</th><th class=\"n\">Champion"
                + report.championVersion().map(version -> " " + version).orElse("") + "</th><th>What it says</th></tr>"
                + metric(
                        "AUC",
                        Evaluation::auc,
                        "How often one of whom it came true is scored above one of whom it did not; 0.5 is chance, 1 perfect")
                + metric("Accuracy", Evaluation::accuracy, "The share of all that were told right")
                + metric("Precision", Evaluation::precision, "Of those it was said of, the share of whom it came true")
                + metric("Recall", Evaluation::recall, "Of those of whom it came true, the share it was said of")
                + metric("F1", Evaluation::f1, "Precision and recall in one number; 1 is perfect")
                + metric("Log loss", Evaluation::logLoss, "How wrong the scores are as chances; less is better")
                + metric("Brier score", Evaluation::brier, "The same, squared, from 0 to 1; less is better")
                + "</table>";
    }

    private String metric(String name, ToDoubleFunction<Evaluation> value, String meaning) {
        return "<tr><td>" + name + "</td><td class=\"n\">" + number(value.applyAsDouble(report.evaluation()))
                + "</td><td class=\"n\">"
                + report.champion()
                        .map(champion -> number(value.applyAsDouble(champion)))
                        .orElse("none")
                + "</td><td>" + meaning + "</td></tr>";
    }

    private String parameters() {
        return "<h2>Parameters</h2><table>"
                + report.parameters().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(parameter -> fact(parameter.getKey(), parameter.getValue()))
                        .collect(Collectors.joining())
                + "</table>";
    }

    private static String fact(String name, Object value) {
        return "<tr><td>" + escaped(name) + "</td><td>" + escaped(value.toString()) + "</td></tr>";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static String escaped(String text) {
        return Optional.of(text)
                .map(raw -> raw.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;"))
                .get();
    }
}
