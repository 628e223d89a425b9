package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.expectations.Rule;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.data.Record;

/** As many rows as on the same weekday of the weeks before. */
final class VolumeCheck implements RuleCheck {
    private final Rule.Volume rule;
    private final List<Long> before;
    private long rows;

    /**
     * @param before the rows of the same weekday, from the first week with rows on
     */
    VolumeCheck(Rule.Volume rule, List<Long> before) {
        this.rule = rule;
        this.before = before.stream().sorted().toList();
    }

    @Override
    public void see(Record row) {
        rows++;
    }

    @Override
    public Finding finding() {
        if (rows < rule.minimumRows()) {
            return Finding.of(Finding.Outcome.FAILED, rows, rows + " rows");
        }
        if (before.size() < Math.min(Rule.LEAST_HISTORY, rule.weeks())) {
            return Finding.of(
                    Finding.Outcome.SKIPPED, rows, rows + " rows; too few weeks to compare with: " + before.size());
        }
        int half = before.size() / 2;
        double median = before.size() % 2 == 1 ? before.get(half) : (before.get(half - 1) + before.get(half)) / 2.0;
        return Finding.of(
                Finding.passedIf(Math.abs(rows - median) <= rule.tolerance() * median),
                rows,
                String.format(
                        Locale.ROOT,
                        "%d rows, the median of %d weeks is %.1f (%+.1f %%)",
                        rows,
                        before.size(),
                        median,
                        median == 0 ? 0 : 100 * (rows - median) / median));
    }
}
