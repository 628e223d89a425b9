package io.tidemill.schemas.featureviews;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is computed from the events of a window. The meaning of each, to the instant, stands in docs/features.md. */
public enum AggregationFunction {
    /** How many events; 0 when there is none. */
    COUNT(Column.NONE),
    /** Sum of a column; 0 when there is no value. */
    SUM(Column.NUMBER),
    /** Mean of a column; null when there is no value. */
    AVG(Column.NUMBER),
    /** Least value of a column; null when there is no value. */
    MIN(Column.NUMBER),
    /** Greatest value of a column; null when there is no value. */
    MAX(Column.NUMBER),
    /** The column of the newest event; null when there is no event or it has no value. */
    LAST(Column.NUMBER_OR_TEXT),
    /** How many UTC days have an event; 0 when there is none. */
    DISTINCT_DAYS(Column.NONE),
    /** When the newest event was; handed out as seconds from it to the instant asked for; null when there is none. */
    TIME_SINCE_LAST(Column.NONE);

    /** What kind of column a function reads. */
    enum Column {
        NONE,
        NUMBER,
        NUMBER_OR_TEXT
    }

    private final Column column;

    AggregationFunction(Column column) {
        this.column = column;
    }

    /** Whether it reads a column of the event. */
    public boolean readsColumn() {
        return column != Column.NONE;
    }

    /** The function as definitions write it, such as {@code distinct_days}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    Column column() {
        return column;
    }

    static Optional<AggregationFunction> of(String text) {
        return Arrays.stream(values())
                .filter(function -> function.text().equals(text))
                .findFirst();
    }
}
