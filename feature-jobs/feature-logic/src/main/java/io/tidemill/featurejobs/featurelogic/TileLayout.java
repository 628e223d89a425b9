package io.tidemill.featurejobs.featurelogic;

import java.util.List;

/**
 * What tiles of one size hold, for all features whose windows are made of them.
 *
 * @param size the size of a tile in milliseconds; {@link #ALL_TIME} for the one tile of features without a window
 * @param reaches how long after its end a tile is still seen; none for all time
 * @param summaries what each tile keeps
 */
record TileLayout(long size, List<Reach> reaches, List<SummarySpec> summaries) {
    static final long ALL_TIME = Long.MAX_VALUE;

    TileLayout {
        reaches = List.copyOf(reaches);
        summaries = List.copyOf(summaries);
    }

    /**
     * How far back something looks.
     *
     * @param length in milliseconds
     * @param filter which events it looks for
     */
    record Reach(long length, int filter) {}

    boolean allTime() {
        return size == ALL_TIME;
    }

    long longestReach() {
        return reaches.stream().mapToLong(Reach::length).max().orElse(0);
    }

    /** The instant at which a tile is out of a reach for the first time. */
    long decay(long start, long reach) {
        return start + size + reach;
    }

    /** Whether it holds anything of an event that passes these filters. */
    boolean takes(long passed) {
        for (Reach reach : reaches) {
            if (Tile.passed(passed, reach.filter())) {
                return true;
            }
        }
        for (SummarySpec summary : summaries) {
            if (Tile.passed(passed, summary.filter())) {
                return true;
            }
        }
        return false;
    }
}
