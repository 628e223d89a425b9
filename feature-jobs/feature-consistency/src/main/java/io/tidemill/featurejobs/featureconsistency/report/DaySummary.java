package io.tidemill.featurejobs.featureconsistency.report;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A day in a line.
 *
 * @param verdict {@code passed}, {@code failed}, {@code released}, or {@link #NOTHING_COMPARED}
 * @param unexplainedRatio the share of the compared values that differ without a cause that explains it
 * @param differingRatio the share that differs, for any cause
 * @param failed the features of which too many values are unexplained
 * @param release by whom, when and why it was released
 */
public record DaySummary(
        LocalDate day,
        int revision,
        String verdict,
        long compared,
        long equal,
        long unexplained,
        double unexplainedRatio,
        double differingRatio,
        List<String> failed,
        Optional<String> release) {
    /** The verdict of a day of which no value could be compared. */
    public static final String NOTHING_COMPARED = "nothing-compared";

    public DaySummary {
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(verdict, "verdict");
        failed = List.copyOf(failed);
    }

    /** Of a report. */
    public static DaySummary of(DayReport report, String verdict, Optional<String> release) {
        double compared = Math.max(1, report.compared());
        return new DaySummary(
                report.day(),
                report.revision(),
                report.compared() == 0 ? NOTHING_COMPARED : verdict,
                report.compared(),
                report.equal(),
                report.unexplained(),
                report.unexplained() / compared,
                (report.compared() - report.equal()) / compared,
                report.failed(),
                release);
    }
}
