package io.tidemill.ingestion.lakequality.measures;

import java.util.Optional;

/**
 * What the numbers of a column look like on a day.
 *
 * @param column the column
 * @param tenant of which store or brand; of all if empty
 * @param nulls rows without a number
 * @param moments mean and spread
 * @param sketch the distribution
 */
public record ColumnProfile(
        String column, Optional<String> tenant, long nulls, Moments moments, QuantileSketch sketch) {}
