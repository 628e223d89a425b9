package io.tidemill.featurejobs.featurelogic;

import java.util.List;

/**
 * What tiles of one size hold, for all features whose windows have that size.
 *
 * @param size the size of a tile in milliseconds; {@link #ALL_TIME} for the one tile of features without a window
 * @param windows the different windows, in milliseconds, ascending; none for all time
 * @param columns positions, in the view's columns, of the numbers summed up
 * @param distinctDays whether the days with an event are kept one by one: only for all time, since tiles tell them
 */
record TileLayout(long size, List<Long> windows, List<Integer> columns, boolean distinctDays) {
    static final long ALL_TIME = Long.MAX_VALUE;

    TileLayout {
        windows = List.copyOf(windows);
        columns = List.copyOf(columns);
    }

    boolean allTime() {
        return size == ALL_TIME;
    }

    long longestWindow() {
        return windows.get(windows.size() - 1);
    }

    /** The instant at which a tile is out of a window for the first time. */
    long decay(long start, long window) {
        return start + size + window;
    }
}
