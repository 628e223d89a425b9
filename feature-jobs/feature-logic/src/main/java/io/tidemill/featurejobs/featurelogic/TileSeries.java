package io.tidemill.featurejobs.featurelogic;

import io.tidemill.featurejobs.featurelogic.TileLayout.Reach;
import java.util.ArrayList;
import java.util.List;

/** The tiles of one size that some window still needs, in order of time. */
final class TileSeries {
    final TileLayout layout;
    final List<Tile> tiles = new ArrayList<>();
    private final long longestReach;

    TileSeries(TileLayout layout) {
        this.layout = layout;
        this.longestReach = layout.longestReach();
    }

    /**
     * Adds an event, unless no window sees it any more.
     *
     * @param passed a bit for each filter that it passes
     */
    void add(Observation observation, long passed, long asOf) {
        long start = layout.allTime() ? 0 : Tiling.start(observation.time(), layout.size());
        if (layout.takes(passed) && (layout.allTime() || layout.decay(start, longestReach) > asOf)) {
            tile(start).add(observation, passed, layout);
        }
    }

    private Tile tile(long start) {
        int index = firstAtOrAfter(start);
        if (index < tiles.size() && tiles.get(index).start == start) {
            return tiles.get(index);
        }
        Tile tile = new Tile(start, layout);
        tiles.add(index, tile);
        return tile;
    }

    /** What one summary of the tiles of a stretch amounts to. */
    Summary summary(int position, Stretch stretch, long asOf) {
        List<Tile> seen = seen(stretch, asOf);
        if (seen.size() == 1) {
            return seen.get(0).summaries[position];
        }
        Summary sum = layout.summaries().get(position).create();
        for (Tile tile : seen) {
            sum.merge(tile.summaries[position]);
        }
        return sum;
    }

    /** The first instant of a stretch; none of its events is before. */
    long begin(Stretch stretch, long asOf) {
        if (stretch instanceof Stretch.All) {
            return Long.MIN_VALUE;
        }
        if (stretch instanceof Stretch.Back back) {
            return Tiling.start(asOf - back.length(), layout.size());
        }
        List<Tile> seen = seen(stretch, asOf);
        return seen.isEmpty() ? Long.MAX_VALUE : seen.get(0).start;
    }

    private List<Tile> seen(Stretch stretch, long asOf) {
        if (stretch instanceof Stretch.All) {
            return tiles;
        }
        if (stretch instanceof Stretch.Back back) {
            return tiles.subList(firstSeen(back.length(), asOf), tiles.size());
        }
        if (stretch instanceof Stretch.Before before) {
            return tiles.subList(firstSeen(2 * before.length(), asOf), firstSeen(before.length(), asOf));
        }
        return session((Stretch.Session) stretch, asOf);
    }

    private List<Tile> session(Stretch.Session session, long asOf) {
        int earliest = firstSeen(session.longest(), asOf);
        int first = tiles.size();
        long next = asOf;
        for (int i = tiles.size() - 1; i >= earliest; i--) {
            Tile tile = tiles.get(i);
            if (tile.has(session.filter())) {
                if (next >= layout.decay(tile.start, session.gap())) {
                    break;
                }
                next = tile.start;
                first = i;
            }
        }
        return tiles.subList(first, tiles.size());
    }

    private int firstSeen(long reach, long asOf) {
        return firstAtOrAfter(Tiling.start(asOf - reach, layout.size()));
    }

    /** The first instant after {@code asOf} at which a tile leaves a reach; {@link Long#MAX_VALUE} if none will. */
    long nextDecay(long asOf) {
        long next = Long.MAX_VALUE;
        for (Reach reach : layout.reaches()) {
            int index = firstAtOrAfter(asOf - layout.size() - reach.length() + 1);
            while (index < tiles.size() && !tiles.get(index).has(reach.filter())) {
                index++;
            }
            if (index < tiles.size()) {
                next = Math.min(next, layout.decay(tiles.get(index).start, reach.length()));
            }
        }
        return next;
    }

    /** The last instant up to {@code until} at which a tile left a reach; {@link Long#MIN_VALUE} if none did. */
    long lastDecay(long until) {
        long last = Long.MIN_VALUE;
        for (Reach reach : layout.reaches()) {
            int index = firstAtOrAfter(until - layout.size() - reach.length() + 1) - 1;
            while (index >= 0 && !tiles.get(index).has(reach.filter())) {
                index--;
            }
            if (index >= 0) {
                last = Math.max(last, layout.decay(tiles.get(index).start, reach.length()));
            }
        }
        return last;
    }

    /** Forgets the tiles that no window will see again. */
    void prune(long asOf) {
        if (!layout.allTime()) {
            tiles.subList(0, firstAtOrAfter(asOf - layout.size() - longestReach + 1))
                    .clear();
        }
    }

    void write(StateWriter out) {
        out.unsigned(tiles.size());
        long previous = 0;
        for (Tile tile : tiles) {
            long number = layout.allTime() ? 0 : tile.start / layout.size();
            out.signed(number - previous);
            previous = number;
            tile.write(out);
        }
    }

    static TileSeries read(StateReader in, TileLayout layout) {
        TileSeries series = new TileSeries(layout);
        int count = in.count();
        long number = 0;
        for (int i = 0; i < count; i++) {
            number += in.signed();
            Tile tile = new Tile(layout.allTime() ? 0 : number * layout.size(), layout);
            tile.read(in);
            series.tiles.add(tile);
        }
        return series;
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
}
