package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.contracts.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** The share of a column's values that are not as expected. */
final class ShareCheck implements RuleCheck {
    private final String column;
    private final Predicate<@Nullable Object> counted;
    private final Predicate<@Nullable Object> good;
    private final double atMost;
    private final Function<String, String> words;
    private final List<String> offenders = new ArrayList<>();
    private long rows;
    private long bad;

    /**
     * @param counted which values are looked at
     * @param good which of them are as expected
     * @param atMost the largest share of others that is well
     * @param words makes a sentence of the share
     */
    ShareCheck(
            String column,
            Predicate<@Nullable Object> counted,
            Predicate<@Nullable Object> good,
            double atMost,
            Function<String, String> words) {
        this.column = column;
        this.counted = counted;
        this.good = good;
        this.atMost = atMost;
        this.words = words;
    }

    @Override
    public void see(Record row) {
        Object value = row.getField(column);
        if (!counted.test(value)) {
            return;
        }
        rows++;
        if (!good.test(value)) {
            bad++;
            if (offenders.size() < SAMPLE) {
                offenders.add(String.valueOf(row.getField(LakeTables.EVENT_ID)));
            }
        }
    }

    @Override
    public Finding finding() {
        double share = rows == 0 ? 0 : (double) bad / rows;
        String text = String.format(Locale.ROOT, "%.2f %% (%d of %d)", 100 * share, bad, rows);
        return new Finding(Finding.passedIf(share <= atMost), share, words.apply(text), offenders);
    }
}
