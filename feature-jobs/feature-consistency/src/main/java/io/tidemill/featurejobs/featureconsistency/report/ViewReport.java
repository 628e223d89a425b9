package io.tidemill.featurejobs.featureconsistency.report;

import java.util.Objects;

/**
 * How fresh the rows of a view were: for how long an event that was missing in them, and would have made a difference, had been
 * taken in when they were served.
 *
 * @param rows how many were compared
 * @param behindRows how many of them missed such an event
 * @param behindMedian of all rows, in seconds; 0 for a row that missed none
 * @param behind99 the 99th percentile of all rows, in seconds
 * @param behindMost the most, in seconds
 */
public record ViewReport(
        String view, long rows, long behindRows, double behindMedian, double behind99, double behindMost) {
    public ViewReport {
        Objects.requireNonNull(view, "view");
    }
}
