package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.expectations.Expectation;
import io.tidemill.schemas.expectations.Rule;
import io.tidemill.schemas.expectations.TableExpectations;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes of each expectation what looks at the rows. */
final class RuleChecks {
    private final History history;

    RuleChecks(History history) {
        this.history = history;
    }

    RuleCheck of(Expectation expectation) {
        Rule rule = expectation.rule();
        Optional<String> tenant = expectation.tenant();
        if (rule instanceof Rule.NullShare nulls) {
            return new ShareCheck(
                    nulls.column(), value -> true, Objects::nonNull, nulls.atMost(), share -> share + " null");
        }
        if (rule instanceof Rule.Range range) {
            return share(range.column(), value -> within(range, value), range.atMost(), "outside");
        }
        if (rule instanceof Rule.OneOf oneOf) {
            return share(oneOf.column(), value -> oneOf.values().contains(value.toString()), oneOf.atMost(), "others");
        }
        if (rule instanceof Rule.Matches matches) {
            return share(
                    matches.column(),
                    value -> matches.pattern().matcher(value.toString()).matches(),
                    matches.atMost(),
                    "do not match");
        }
        if (rule instanceof Rule.Unique unique) {
            return new UniqueCheck(unique.columns());
        }
        if (rule instanceof Rule.Freshness freshness) {
            return new FreshnessCheck(freshness);
        }
        if (rule instanceof Rule.Volume volume) {
            return new VolumeCheck(volume, history.sameWeekday(volume.weeks(), tenant));
        }
        if (rule instanceof Rule.QuartileOutliers outliers) {
            return quartiles(outliers, tenant);
        }
        return deviations((Rule.DeviationOutliers) rule, tenant);
    }

    /** The columns that an expectation reads, beside those that every row is told by. */
    static Stream<String> columns(Rule rule) {
        if (rule instanceof Rule.NullShare nulls) {
            return Stream.of(nulls.column());
        }
        if (rule instanceof Rule.OneOf oneOf) {
            return Stream.of(oneOf.column());
        }
        if (rule instanceof Rule.Matches matches) {
            return Stream.of(matches.column());
        }
        if (rule instanceof Rule.Unique unique) {
            return unique.columns().stream();
        }
        return numberColumn(rule).stream();
    }

    /** The column whose numbers an expectation is about. */
    static Optional<String> numberColumn(Rule rule) {
        if (rule instanceof Rule.Range range) {
            return Optional.of(range.column());
        }
        if (rule instanceof Rule.QuartileOutliers outliers) {
            return Optional.of(outliers.column());
        }
        return rule instanceof Rule.DeviationOutliers outliers ? Optional.of(outliers.column()) : Optional.empty();
    }

    /** Every column that the expectations of a table read. */
    static Stream<String> columns(TableExpectations expectations) {
        return expectations.expectations().stream().flatMap(expectation -> columns(expectation.rule()));
    }

    private RuleCheck quartiles(Rule.QuartileOutliers rule, Optional<String> tenant) {
        List<ColumnProfile> before = history.column(rule.column(), tenant, rule.days());
        if (before.size() < Rule.LEAST_HISTORY) {
            return new NoHistory(before.size());
        }
        QuantileSketch all = new QuantileSketch();
        before.forEach(profile -> all.add(profile.sketch()));
        double first = all.quantile(0.25);
        double third = all.quantile(0.75);
        double reach = rule.factor() * (third - first);
        return fence(rule.column(), first - reach, third + reach, rule.atMost());
    }

    private RuleCheck deviations(Rule.DeviationOutliers rule, Optional<String> tenant) {
        List<ColumnProfile> before = history.column(rule.column(), tenant, rule.days());
        if (before.size() < Rule.LEAST_HISTORY) {
            return new NoHistory(before.size());
        }
        Moments all = before.stream().map(ColumnProfile::moments).reduce(Moments.NONE, Moments::with);
        double reach = rule.threshold() * all.deviation();
        return fence(rule.column(), all.mean() - reach, all.mean() + reach, rule.atMost());
    }

    private static RuleCheck fence(String column, double low, double high, double atMost) {
        // Quartiles are known to within the sketch's accuracy, and so are the fences.
        double slack = QuantileSketch.ACCURACY * Math.max(Math.abs(low), Math.abs(high));
        return share(
                column,
                value -> {
                    double number = Numbers.of(value);
                    return number >= low - slack && number <= high + slack;
                },
                atMost,
                String.format(Locale.ROOT, "beyond %.4g to %.4g", low, high));
    }

    private static RuleCheck share(String column, Predicate<Object> good, double atMost, String words) {
        return new ShareCheck(
                column,
                Objects::nonNull,
                value -> value != null && good.test(value),
                atMost,
                share -> share + " " + words);
    }

    private static boolean within(Rule.Range range, Object value) {
        Optional<BigDecimal> number = Numbers.exact(value);
        return number.isPresent()
                && range.minimum()
                        .filter(least -> least.compareTo(number.get()) > 0)
                        .isEmpty()
                && range.maximum()
                        .filter(most -> most.compareTo(number.get()) < 0)
                        .isEmpty();
    }
}
