package io.tidemill.featurejobs.featurelogic;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The tiles of one size that some window still needs, in order of time. */
final class TileSeries {
    final TileLayout layout;
    final List<Tile> tiles = new ArrayList<>();
    /** Days since the epoch with an event, where the layout keeps them. */
    final TreeSet<Long> days = new TreeSet<>();

    TileSeries(TileLayout layout) {
        this.layout = layout;
    }

    void add(Observation observation, long asOf) {
        long start = layout.allTime() ? 0 : Tiling.start(observation.time(), layout.size());
        if (!layout.allTime() && layout.decay(start, layout.longestWindow()) <= asOf) {
            return;
        }
        tile(start).add(observation, layout.columns());
        if (layout.distinctDays()) {
            days.add(Math.floorDiv(observation.time(), Tiling.DAY));
        }
    }

    private Tile tile(long start) {
        int index = firstAtOrAfter(start);
        if (index < tiles.size() && tiles.get(index).start == start) {
            return tiles.get(index);
        }
        Tile tile = new Tile(start, layout.columns().size());
        tiles.add(index, tile);
        return tile;
    }

    /** All events of a window, or of all time for a negative one, added up in order of time. */
    WindowSummary summary(long window, long asOf) {
        Tile sum = new Tile(0, layout.columns().size());
        if (layout.allTime()) {
            tiles.forEach(sum::add);
            return new WindowSummary(sum, days.size());
        }
        int distinctDays = 0;
        long day = Long.MIN_VALUE;
        for (int i = firstAtOrAfter(Tiling.start(asOf - window, layout.size())); i < tiles.size(); i++) {
            Tile tile = tiles.get(i);
            sum.add(tile);
            long tileDay = Math.floorDiv(tile.start, Tiling.DAY);
            distinctDays += tileDay == day ? 0 : 1;
            day = tileDay;
        }
        return new WindowSummary(sum, distinctDays);
    }

    /** The first instant after {@code asOf} at which a tile leaves a window; {@link Long#MAX_VALUE} if none will. */
    long nextDecay(long asOf) {
        long next = Long.MAX_VALUE;
        for (long window : layout.windows()) {
            int index = firstAtOrAfter(asOf - layout.size() - window + 1);
            if (index < tiles.size()) {
                next = Math.min(next, layout.decay(tiles.get(index).start, window));
            }
        }
        return next;
    }

    /** The last instant up to {@code until} at which a tile left a window; {@link Long#MIN_VALUE} if none did. */
    long lastDecay(long until) {
        long last = Long.MIN_VALUE;
        for (long window : layout.windows()) {
            int index = firstAtOrAfter(until - layout.size() - window + 1) - 1;
            if (index >= 0) {
                last = Math.max(last, layout.decay(tiles.get(index).start, window));
            }
        }
        return last;
    }

    /** Forgets the tiles that no window will see again. */
    void prune(long asOf) {
        if (!layout.allTime()) {
            tiles.subList(0, firstAtOrAfter(asOf - layout.size() - layout.longestWindow() + 1))
                    .clear();
        }
    }

    private int firstAtOrAfter(long start) {
        int low = 0;
        int high = tiles.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tiles.get(middle).start < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What a window holds. */
    record WindowSummary(Tile sum, int distinctDays) {}
}
