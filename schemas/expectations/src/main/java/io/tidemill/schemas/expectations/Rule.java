package io.tidemill.schemas.expectations;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is expected of the rows of a day. A share is a part of the rows looked at, from 0 to 1. */
public sealed interface Rule {
    /** The name as definitions write it; it is stored: never rename one. */
    String kind();

    /** What is expected, for a person. */
    String expected();

    /** How many days before the judged one it compares with; 0 for none. */
    default int daysBack() {
        return 0;
    }

    /** Days to compare with before a rule that compares is judged at all. */
    int LEAST_HISTORY = 2;

    /**
     * At most this share of a column is null.
     *
     * @param column the column
     * @param atMost the largest share that is well
     */
    record NullShare(String column, double atMost) implements Rule {
        @Override
        public String kind() {
            return "null-share";
        }

        @Override
        public String expected() {
            return "at most " + percent(atMost) + " of " + column + " null";
        }
    }

    /**
     * A number lies within bounds; nulls are left out.
     *
     * @param column the column
     * @param minimum the least number that is well
     * @param maximum the greatest number that is well
     * @param atMost the largest share outside that is well
     */
    record Range(String column, Optional<BigDecimal> minimum, Optional<BigDecimal> maximum, double atMost)
            implements Rule {
        public Range {
            Objects.requireNonNull(minimum, "minimum");
            Objects.requireNonNull(maximum, "maximum");
        }

        @Override
        public String kind() {
            return "range";
        }

        @Override
        public String expected() {
            String bounds = minimum.map(least -> least + " <= ").orElse("")
                    + column
                    + maximum.map(most -> " <= " + most).orElse("");
            return bounds + ", at most " + percent(atMost) + " outside";
        }
    }

    /**
     * A value is one of a list; nulls are left out.
     *
     * @param column the column
     * @param values as text
     * @param atMost the largest share of others that is well
     */
    record OneOf(String column, Set<String> values, double atMost) implements Rule {
        public OneOf {
            values = Set.copyOf(values);
        }

        @Override
        public String kind() {
            return "set";
        }

        @Override
        public String expected() {
            return column + " one of " + new TreeSet<>(values) + ", at most " + percent(atMost) + " others";
        }
    }

    /**
     * A text matches a pattern as a whole; nulls are left out.
     *
     * @param column the column
     * @param pattern in Java's regular expressions
     * @param atMost the largest share of others that is well
     */
    record Matches(String column, Pattern pattern, double atMost) implements Rule {
        @Override
        public String kind() {
            return "regex";
        }

        @Override
        public String expected() {
            return column + " matches " + pattern + ", at most " + percent(atMost) + " do not";
        }
    }

    /**
     * No two rows of the day have the same values in these columns. Rows with a null in one of them are left out, as in
     * SQL.
     *
     * @param columns one or more
     */
    record Unique(List<String> columns) implements Rule {
        public Unique {
            columns = List.copyOf(columns);
        }

        @Override
        public String kind() {
            return "unique";
        }

        @Override
        public String expected() {
            return "(" + String.join(", ", columns) + ") is unique";
        }
    }

    /**
     * Events were taken in soon after they happened.
     *
     * @param quantile of the time from {@code event_time} to {@code ingest_time}
     * @param atMost the longest time that is well
     */
    record Freshness(double quantile, Duration atMost) implements Rule {
        @Override
        public String kind() {
            return "freshness";
        }

        @Override
        public String expected() {
            return "quantile " + quantile + " of ingest_time - event_time at most " + atMost;
        }
    }

    /**
     * There are about as many rows as on the same weekday of the weeks before: compared with their median.
     *
     * @param weeks how many weeks back
     * @param tolerance how far from the median, as a share of it
     * @param minimumRows fewer are never well
     */
    record Volume(int weeks, double tolerance, long minimumRows) implements Rule {
        private static final int WEEK = 7;

        @Override
        public String kind() {
            return "volume";
        }

        @Override
        public String expected() {
            return "rows within " + percent(tolerance) + " of the same weekday's median over " + weeks + " weeks"
                    + (minimumRows > 0 ? ", at least " + minimumRows : "");
        }

        @Override
        public int daysBack() {
            return weeks * WEEK;
        }
    }

    /**
     * Few numbers lie far outside the middle half of the days before (Tukey's fences).
     *
     * @param column the column
     * @param factor how many interquartile ranges below the first and above the third quartile are well
     * @param days how many days back
     * @param atMost the largest share of outliers that is well
     */
    record QuartileOutliers(String column, double factor, int days, double atMost) implements Rule {
        @Override
        public String kind() {
            return "iqr-outliers";
        }

        @Override
        public String expected() {
            return "at most " + percent(atMost) + " of " + column + " beyond " + factor
                    + " interquartile ranges of the " + days + " days before";
        }

        @Override
        public int daysBack() {
            return days;
        }
    }

    /**
     * Few numbers lie many standard deviations from the mean of the days before.
     *
     * @param column the column
     * @param threshold how many standard deviations are well
     * @param days how many days back
     * @param atMost the largest share of outliers that is well
     */
    record DeviationOutliers(String column, double threshold, int days, double atMost) implements Rule {
        @Override
        public String kind() {
            return "z-score-outliers";
        }

        @Override
        public String expected() {
            return "at most " + percent(atMost) + " of " + column + " beyond " + threshold
                    + " standard deviations of the mean of the " + days + " days before";
        }

        @Override
        public int daysBack() {
            return days;
        }
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    /** The kinds there are, for messages. */
    static String kinds() {
        return List.of(
                        "null-share",
                        "range",
                        "set",
                        "regex",
                        "unique",
                        "freshness",
                        "volume",
                        "iqr-outliers",
                        "z-score-outliers")
                .stream()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
