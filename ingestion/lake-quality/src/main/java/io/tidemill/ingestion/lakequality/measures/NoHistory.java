package io.tidemill.ingestion.lakequality.measures;

import org.apache.iceberg.data.Record;

/**
 * An expectation that compares, with too little to compare with.
 *
 * @param days how many days there are
 */
record NoHistory(long days) implements RuleCheck {
    @Override
    public void see(Record row) {
        // Nothing can be said of it.
    }

    @Override
    public Finding finding() {
        return Finding.of(Finding.Outcome.SKIPPED, 0, "too few days to compare with: " + days);
    }
}
