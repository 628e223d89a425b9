package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.comparison.RowOutcome;
import io.tidemill.featurejobs.featureconsistency.report.FeatureReport;
import io.tidemill.featurejobs.featureconsistency.report.ViewReport;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what became of one view's rows. */
final class ViewTally {
    private static final double MILLISECONDS = 1000;
    private static final double MEDIAN = 0.5;
    private static final double LATE = 0.99;

    private final StreamFeatureView view;
    private final Map<String, FeatureTally> features = new TreeMap<>();
    /** Rows by how far they were behind, those that were not left out: few were. */
    private long[] behind = new long[16];

    private int behindRows;
    private long rows;

    ViewTally(StreamFeatureView view) {
        this.view = view;
    }

    void add(RowOutcome outcome) {
        rows++;
        if (outcome.behind() > 0) {
            if (behindRows == behind.length) {
                behind = Arrays.copyOf(behind, 2 * behindRows);
            }
            behind[behindRows++] = outcome.behind();
        }
        outcome.outcomes().forEach(each -> features.computeIfAbsent(
                        each.feature(),
                        name -> new FeatureTally(
                                view.name() + ":" + name,
                                view.feature(name).orElse(null),
                                view.entities().size()))
                .add(outcome.row(), each));
    }

    long rows() {
        return rows;
    }

    ViewReport report() {
        Arrays.sort(behind, 0, behindRows);
        return new ViewReport(view.name(), rows, behindRows, quantile(MEDIAN), quantile(LATE), quantile(1));
    }

    List<FeatureReport> features(List<TrainedOn> champions) {
        return features.values().stream().map(tally -> tally.report(champions)).toList();
    }

    private double quantile(double share) {
        long place = Math.max(0, (long) Math.ceil(share * rows) - 1);
        long among = place - (rows - behindRows);
        return among < 0 || behindRows == 0 ? 0 : behind[(int) among] / MILLISECONDS;
    }
}
