package io.tidemill.featurejobs.featurelogic;

import java.util.List;

/** The events of one stretch of time, summed up. */
final class Tile {
    final long start;
    long count;
    /** One for each of {@link TileLayout#columns()}. */
    final NumberSummary[] numbers;

    Tile(long start, int columns) {
        this.start = start;
        numbers = new NumberSummary[columns];
        for (int i = 0; i < columns; i++) {
            numbers[i] = new NumberSummary();
        }
    }

    void add(Observation observation, List<Integer> columns) {
        count++;
        for (int i = 0; i < numbers.length; i++) {
            if (observation.values().get(columns.get(i)) instanceof Number number) {
                numbers[i].add(number.doubleValue());
            }
        }
    }

    void add(Tile other) {
        count += other.count;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i].add(other.numbers[i]);
        }
    }
}
