package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.expectations.Rule;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.iceberg.data.Record;

/** A quantile of the time from when events happened to when they were taken in. */
final class FreshnessCheck implements RuleCheck {
    private static final double MILLISECONDS = 1000;

    private final Rule.Freshness rule;
    private final QuantileSketch lag = new QuantileSketch();
    private final List<String> offenders = new ArrayList<>();

    FreshnessCheck(Rule.Freshness rule) {
        this.rule = rule;
    }

    @Override
    public void see(Record row) {
        lag(row).ifPresent(seconds -> {
            lag.add(seconds);
            if (seconds > limit() && offenders.size() < SAMPLE) {
                offenders.add(String.valueOf(row.getField(LakeTables.EVENT_ID)));
            }
        });
    }

    @Override
    public Finding finding() {
        if (lag.count() == 0) {
            return Finding.of(Finding.Outcome.PASSED, 0, "no rows");
        }
        double seconds = lag.quantile(rule.quantile());
        boolean met = seconds <= limit() * (1 + QuantileSketch.ACCURACY);
        return new Finding(
                Finding.passedIf(met),
                seconds,
                String.format(Locale.ROOT, "quantile %s is %.1f s", rule.quantile(), seconds),
                met ? List.of() : offenders);
    }

    /** The seconds a row took; zero for one that was taken in before it happened. */
    static OptionalDouble lag(Record row) {
        return row.getField(LakeTables.EVENT_TIME) instanceof OffsetDateTime happened
                        && row.getField(LakeTables.INGEST_TIME) instanceof OffsetDateTime taken
                ? OptionalDouble.of(
                        Math.max(0, Duration.between(happened, taken).toMillis() / MILLISECONDS))
                : OptionalDouble.empty();
    }

    private double limit() {
        return rule.atMost().toMillis() / MILLISECONDS;
    }
}
