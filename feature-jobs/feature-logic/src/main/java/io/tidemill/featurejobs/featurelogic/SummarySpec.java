package io.tidemill.featurejobs.featurelogic;

/**
 * A summary that tiles keep.
 *
 * @param column the position, in the view's columns, of what is summed up; negative for nothing but the event
 * @param filter the position, in the view's filters, of what events must pass
 */
record SummarySpec(Kind kind, int column, int filter) {
    /** What is summed up. */
    enum Kind {
        EVENTS,
        NET_EVENTS,
        NUMBERS,
        NET_NUMBERS,
        MOMENTS,
        QUANTILES,
        VALUE_COUNTS,
        DISTINCT_VALUES,
        DAYS,
        EARLIEST
    }

    Summary create() {
        return switch (kind) {
            case EVENTS -> new EventCount();
            case NET_EVENTS -> new NetCount();
            case NUMBERS -> new NumberSummary(column);
            case NET_NUMBERS -> new NetSum(column);
            case MOMENTS -> new Moments(column);
            case QUANTILES -> new Quantiles(column);
            case VALUE_COUNTS -> new ValueCounts(column);
            case DISTINCT_VALUES -> new DistinctValues(column);
            case DAYS -> new DaySet();
            case EARLIEST -> new Earliest(column);
        };
    }
}
