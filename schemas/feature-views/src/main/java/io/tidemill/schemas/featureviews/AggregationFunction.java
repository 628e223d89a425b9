package io.tidemill.schemas.featureviews;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is computed from the events of a window. The meaning of each, to the instant, stands in docs/features.md. */
public enum AggregationFunction {
    /** How many events; 0 when there is none. */
    COUNT(Column.NONE, Parameter.NONE, true),
    /** Sum of a column; 0 when there is no value. */
    SUM(Column.NUMBER, Parameter.NONE, true),
    /** Mean of a column; null when there is no value. */
    AVG(Column.NUMBER, Parameter.NONE, true),
    /** Least value of a column; null when there is no value. */
    MIN(Column.NUMBER, Parameter.NONE, true),
    /** Greatest value of a column; null when there is no value. */
    MAX(Column.NUMBER, Parameter.NONE, true),
    /** Standard deviation of a column's values as a sample; null when there are fewer than two. */
    STDDEV(Column.NUMBER, Parameter.NONE, true),
    /** The value of a column that a share of the values is not above, to 1 %; null when there is no value. */
    PERCENTILE(Column.NUMBER, Parameter.PERCENT, true),
    /** The column of the oldest event; null when there is no event or it has no value. */
    FIRST(Column.NUMBER_OR_TEXT, Parameter.NONE, false),
    /** The column of the newest event; null when there is no event or it has no value. */
    LAST(Column.NUMBER_OR_TEXT, Parameter.NONE, false),
    /** The newest values of a column, the newest first. */
    LAST_N(Column.NUMBER_OR_TEXT, Parameter.N, false),
    /** The most frequent values of a column, the most frequent first. */
    TOP_K(Column.NUMBER_OR_TEXT, Parameter.K, false),
    /** How many different values of a column; 0 when there is none. */
    DISTINCT_COUNT(Column.NUMBER_OR_TEXT, Parameter.NONE, true),
    /** How many UTC days have an event; 0 when there is none. */
    DISTINCT_DAYS(Column.NONE, Parameter.NONE, true),
    /** When the oldest event was; handed out as seconds from it to the instant asked for; null when there is none. */
    TIME_SINCE_FIRST(Column.NONE, Parameter.NONE, false),
    /** When the newest event was; handed out as seconds from it to the instant asked for; null when there is none. */
    TIME_SINCE_LAST(Column.NONE, Parameter.NONE, false);

    /** What kind of column a function reads. */
    enum Column {
        NONE,
        NUMBER,
        NUMBER_OR_TEXT
    }

    /** What else a function is told. */
    public enum Parameter {
        /** Nothing. */
        NONE("", 0, 0),
        /** How many values, a whole number. */
        N("n", 1, 100),
        /** How many values, a whole number. */
        K("k", 1, 100),
        /** How many of a hundred values, between 0 and 100. */
        PERCENT("percent", 0, 100);

        private final String key;
        private final int least;
        private final int most;

        Parameter(String key, int least, int most) {
            this.key = key;
            this.least = least;
            this.most = most;
        }

        /** The key of definitions that tells it. */
        public String key() {
            return key;
        }

        boolean allows(double value) {
            return this == PERCENT
                    ? value > least && value < most
                    : value >= least && value <= most && value == Math.rint(value);
        }

        String expected() {
            return this == PERCENT ? "a number between 0 and 100" : "a whole number from " + least + " to " + most;
        }
    }

    private final Column column;
    private final Parameter parameter;
    private final boolean summary;

    AggregationFunction(Column column, Parameter parameter, boolean summary) {
        this.column = column;
        this.parameter = parameter;
        this.summary = summary;
    }

    /** Whether it reads a column of the event. */
    public boolean readsColumn() {
        return column != Column.NONE;
    }

    /** What else it is told. */
    public Parameter parameter() {
        return parameter;
    }

    /** The function as definitions write it, such as {@code distinct_days}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its value is a number that sums up all events of a window, so that two windows can be compared by it. */
    public boolean isSummary() {
        return summary;
    }

    /** Whether events that take others back can be counted with the opposite sign. */
    public boolean canBeTakenBack() {
        return this == COUNT || this == SUM || this == AVG;
    }

    Column column() {
        return column;
    }

    /** The type of the value, given the type of the column. */
    ValueType valueType(ValueType columnType) {
        return switch (this) {
            case COUNT, DISTINCT_COUNT, DISTINCT_DAYS -> ValueType.INT64;
            case SUM, AVG, MIN, MAX, STDDEV, PERCENTILE -> ValueType.DOUBLE;
            case FIRST, LAST -> columnType;
            case LAST_N, TOP_K -> columnType.list();
            case TIME_SINCE_FIRST, TIME_SINCE_LAST -> ValueType.UNIX_TIMESTAMP;
        };
    }

    static Optional<AggregationFunction> of(String text) {
        return Arrays.stream(values())
                .filter(function -> function.text().equals(text))
                .findFirst();
    }
}
