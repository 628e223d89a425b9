package io.tidemill.trainingtriggers.partitionwatch;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * What became of the quality of a day.
 *
 * @param table the table without its namespace
 * @param day the day, in UTC
 * @param revision of the day
 * @param verdict passed, failed or released
 * @param failedRules the must-rules that are not met
 */
record DayVerdict(String table, LocalDate day, int revision, String verdict, List<String> failedRules) {
    DayVerdict {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(verdict, "verdict");
        failedRules = List.copyOf(failedRules);
    }

    /** Whether the day may be used. */
    boolean good() {
        return verdict.equals("passed") || verdict.equals("released");
    }

    /** Why a run waits for a better one. */
    String reason() {
        return "the quality of " + table + " " + day + " revision " + revision + " failed: "
                + String.join(", ", failedRules) + "; see the report, then judge it again or release it";
    }
}
